create table baseline_next (
    id          uuid primary key,
    campaign_id uuid not null references campaign (id) on delete cascade,
    name        text not null check (length(name) between 1 and 200),
    taken_at    timestamptz not null,
    active      boolean not null,
    unique (campaign_id, id),
    unique (campaign_id, name)
);
insert into baseline_next (id, campaign_id, name, taken_at, active)
    select id, campaign_id, name, taken_at, active from baseline where deleted_at is null;
create table baseline_row_next (
    campaign_id     uuid not null,
    baseline_id     uuid not null,
    work_package_id uuid not null,
    start_on        date not null,
    finish_on       date not null,
    primary key (baseline_id, work_package_id),
    check (finish_on >= start_on),
    foreign key (campaign_id, baseline_id) references baseline_next (campaign_id, id) on delete cascade,
    foreign key (campaign_id, work_package_id) references work_package (campaign_id, id) on delete cascade
);
insert into baseline_row_next (campaign_id, baseline_id, work_package_id, start_on, finish_on)
    select r.campaign_id, r.baseline_id, r.work_package_id, r.start_on, r.finish_on
    from baseline_row r join baseline_next b on b.id = r.baseline_id join work_package p on p.id = r.work_package_id;
drop table baseline_row;
drop table baseline;
alter table baseline_next rename to baseline;
alter table baseline_row_next rename to baseline_row;
create unique index baseline_active on baseline (campaign_id) where active;
create index baseline_row_by_work_package on baseline_row (work_package_id);
create index baseline_row_by_campaign on baseline_row (campaign_id);
