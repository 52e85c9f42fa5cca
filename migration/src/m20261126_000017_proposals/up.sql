-- Edits that somebody proposes, until a planner accepts or declines them.
create table plan_proposal (
    id          uuid primary key,
    campaign_id uuid not null references campaign (id) on delete cascade,
    -- As JSON, as the API takes them.
    edits       text not null,
    note        text,
    status      text not null check (status in ('open', 'accepted', 'declined', 'withdrawn')),
    proposed_by uuid references "user" (id) on delete set null,
    proposed_at timestamptz not null,
    decided_by  uuid references "user" (id) on delete set null,
    decided_at  timestamptz,
    answer      text,
    -- The change that its acceptance made.
    change_seq  bigint,
    version     integer not null default 1,
    check ((status = 'open') = (decided_at is null))
);
create index plan_proposal_by_campaign on plan_proposal (campaign_id, id);
