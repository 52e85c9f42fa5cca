-- What every write needs beside its rows: one change log for campaigns and workspaces, idempotency keys, the outbox.

-- The change log: one row for each committed change of a scope, in the scope's order.
create table change_of_scope (
    scope_id     uuid not null,
    scope        text not null check (scope in ('campaign', 'workspace')),
    -- The scope's own counter: campaign.seq or workspace.directory_seq.
    seq          bigint not null,
    workspace_id uuid not null references workspace (id) on delete cascade,
    at           timestamptz not null,
    -- None of the server's own commands.
    user_id      uuid references "user" (id) on delete set null,
    api_token_id uuid,
    -- The mutation's name, or `import`.
    cause        text not null,
    request_id   text not null default '',
    -- The rows that were inserted, updated and deleted, with the columns that changed, in JSON.
    body         text not null,
    primary key (scope_id, seq)
);
insert into change_of_scope (scope_id, scope, seq, workspace_id, at, user_id, cause, body)
    select old.campaign_id, 'campaign', old.seq, campaign.workspace_id, old.at, old.user_id, old.cause, old.body
    from change old join campaign on campaign.id = old.campaign_id;
drop table change;
alter table change_of_scope rename to change;
create index change_by_workspace on change (workspace_id, at);

-- Requests that were done, so that one that is sent again is answered alike and not done again.
create table idempotency_record (
    -- A person's id, or the network address of somebody who is not signed in.
    caller      text not null,
    -- SHA-256 in base64url of the key.
    key_hash    text not null,
    -- Digest of mutation, input and key.
    fingerprint text not null,
    -- The outcome in JSON, readable to whoever has the key itself.
    outcome     text not null,
    created_at  timestamptz not null,
    primary key (caller, key_hash)
);
create index idempotency_record_by_age on idempotency_record (created_at);

-- Work to do after a commit, such as an e-mail.  A row is deleted once it is done.
create table outbox_job (
    id           uuid primary key,
    -- What to do, in JSON, encrypted by the server's key: links in it let whoever has them in.
    body         text not null,
    created_at   timestamptz not null,
    -- When it is tried next.
    due_at       timestamptz not null,
    attempts     integer not null default 0,
    -- Until when a worker has it.
    leased_until timestamptz,
    last_error   text,
    -- When it was given up.
    failed_at    timestamptz
);
create index outbox_job_due on outbox_job (due_at) where failed_at is null;

-- The highest number that a work package of the campaign has had: the key of one that was deleted is not given again.
alter table campaign add column last_number integer not null default 0;
update campaign set last_number = coalesce((select max(number) from work_package where campaign_id = campaign.id), 0);
