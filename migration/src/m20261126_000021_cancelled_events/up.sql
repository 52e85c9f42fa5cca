-- Calendar events that edits of plans have cancelled: calendars that have imported them are told so for some time.
create table cancelled_event (
    campaign_id   uuid not null references campaign (id) on delete cascade,
    -- What the event's id is made of, such as D11-42-deadline.
    key           text not null,
    topic         text not null check (topic in ('deadline', 'anchor', 'milestone', 'work')),
    title         text not null,
    start_on      date not null,
    finish_on     date not null,
    -- Whose work it was; both may be gone by now.
    department_id uuid,
    people        text not null default '',
    -- The change of the campaign that cancelled it.
    seq           bigint not null,
    at            timestamptz not null,
    primary key (campaign_id, key)
);
create index cancelled_event_by_time on cancelled_event (at);
