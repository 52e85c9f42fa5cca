-- Imports that are done after the answer, by a job of the outbox.
create table import_job (
    id           uuid primary key,
    workspace_id uuid not null references workspace (id) on delete cascade,
    -- Whoever started it.
    user_id      uuid not null references "user" (id) on delete cascade,
    -- The API token that it was started with.
    api_token_id uuid,
    status       text not null check (status in ('waiting', 'running', 'done', 'refused', 'failed')),
    -- Per cent.
    progress     integer not null default 0 check (progress between 0 and 100),
    -- How the file is imported, in JSON.
    request      text not null,
    -- The campaign that it created, which may be purged by now.
    campaign_id  uuid,
    -- What was created and noted, or what is wrong with the file, in JSON.
    outcome      text,
    created_at   timestamptz not null,
    finished_at  timestamptz
);
create index import_job_by_user on import_job (user_id) where finished_at is null;
create index import_job_by_end on import_job (coalesce(finished_at, created_at));

-- Their files, until they are finished.
create table import_file (
    job_id  uuid primary key references import_job (id) on delete cascade,
    content bytea not null
);
