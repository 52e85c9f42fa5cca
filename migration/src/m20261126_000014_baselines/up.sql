-- Baselines are taken, activated and deleted.  A deleted one is kept for an undo, and its name is free; the days of a work
-- package outlive it, since it may be restored.
create table baseline_next (
    id          uuid primary key,
    campaign_id uuid not null references campaign (id) on delete cascade,
    name        text not null check (length(name) between 1 and 200),
    taken_at    timestamptz not null,
    active      boolean not null,
    version     integer not null default 1,
    deleted_at  timestamptz,
    unique (campaign_id, id)
);
insert into baseline_next (id, campaign_id, name, taken_at, active)
    select id, campaign_id, name, taken_at, active from baseline;
create table baseline_row_next (
    campaign_id     uuid not null,
    baseline_id     uuid not null,
    work_package_id uuid not null,
    start_on        date not null,
    finish_on       date not null,
    primary key (baseline_id, work_package_id),
    check (finish_on >= start_on),
    foreign key (campaign_id, baseline_id) references baseline_next (campaign_id, id) on delete cascade
);
insert into baseline_row_next (campaign_id, baseline_id, work_package_id, start_on, finish_on)
    select campaign_id, baseline_id, work_package_id, start_on, finish_on from baseline_row;
drop table baseline_row;
drop table baseline;
alter table baseline_next rename to baseline;
alter table baseline_row_next rename to baseline_row;
create unique index baseline_active on baseline (campaign_id) where active;
create unique index baseline_name on baseline (campaign_id, name) where deleted_at is null;
create index baseline_row_by_campaign on baseline_row (campaign_id);
create index baseline_by_deletion on baseline (deleted_at) where deleted_at is not null;
