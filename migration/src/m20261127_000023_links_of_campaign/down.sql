create table dependency_next (
    id             uuid primary key,
    campaign_id    uuid not null references campaign (id) on delete cascade,
    predecessor_id uuid not null,
    successor_id   uuid not null,
    link_type      text not null
        check (link_type in ('finish_to_start', 'start_to_start', 'finish_to_finish', 'start_to_finish')),
    lag_days       integer not null default 0 check (lag_days between -100000 and 100000),
    lag_unit       text not null check (lag_unit in ('working_day', 'calendar_day')),
    version        integer not null default 1,
    check (predecessor_id <> successor_id),
    unique (predecessor_id, successor_id, link_type),
    foreign key (campaign_id, predecessor_id) references work_package (campaign_id, id) on delete cascade,
    foreign key (campaign_id, successor_id) references work_package (campaign_id, id) on delete cascade
);
insert into dependency_next (id, campaign_id, predecessor_id, successor_id, link_type, lag_days, lag_unit, version)
    select id, campaign_id, predecessor_id, successor_id, link_type, lag_days, lag_unit, version from dependency;
drop table dependency;
alter table dependency_next rename to dependency;
create index dependency_by_campaign on dependency (campaign_id);
create index dependency_by_successor on dependency (successor_id);
