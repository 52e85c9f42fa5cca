-- Dates that were moved: a deadline, an anchor, or a planned finish that had passed; with the reason that was given.
create table slip (
    id              uuid primary key,
    campaign_id     uuid not null references campaign (id) on delete cascade,
    -- Either may be deleted by now.
    work_package_id uuid,
    anchor_id       uuid,
    kind            text not null check (kind in ('deadline', 'planned_finish', 'anchor')),
    from_on         date not null,
    -- None where a deadline was removed.
    to_on           date,
    -- The day where the campaign runs.
    moved_on        date not null,
    at              timestamptz not null,
    user_id         uuid references "user" (id) on delete set null,
    category        text check (category in ('scope', 'estimate', 'people', 'dependency', 'supplier', 'quality', 'priority',
        'channel', 'other')),
    reason          text,
    check ((work_package_id is null) = (kind = 'anchor')),
    check ((anchor_id is null) = (kind <> 'anchor'))
);
create index slip_by_campaign on slip (campaign_id);
