-- Findings that somebody has acknowledged.  A finding is computed and has no row: it is known by its code and by
-- the id of what it is about (a work package, an anchor, a department, a person, or the campaign itself).
create table finding_acknowledgement (
    id              uuid primary key,
    workspace_id    uuid not null,
    campaign_id     uuid not null,
    code            text not null check (length(code) between 1 and 50),
    subject_id      uuid not null,
    until_on        date,
    note            text check (length(note) between 1 and 20000),
    acknowledged_by uuid not null references "user" (id),
    acknowledged_at timestamptz not null,
    version         integer not null default 1,
    unique (campaign_id, code, subject_id),
    foreign key (workspace_id, campaign_id) references campaign (workspace_id, id) on delete cascade
);
