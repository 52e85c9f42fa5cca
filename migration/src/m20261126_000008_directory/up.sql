-- Days off are updated under optimistic locking, as departments and calendars are.
alter table day_off add column version integer not null default 1;

-- Set while the stored planned dates of a campaign wait for a job, after a calendar or a department was changed
-- that many campaigns use.
alter table campaign add column is_replanning boolean not null default false;
create index campaign_replanning on campaign (workspace_id, id) where is_replanning;
