-- A deleted campaign can be restored until it is purged: it stays a row that no read but its restoration finds.
alter table campaign add column deleted_at timestamptz;
-- What reads leave out.
create index campaign_deleted on campaign (workspace_id, id) where deleted_at is not null;
-- What housekeeping purges.
create index campaign_by_deletion on campaign (deleted_at) where deleted_at is not null;
