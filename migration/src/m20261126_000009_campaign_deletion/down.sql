-- Without the column it would be there again.
delete from campaign where deleted_at is not null;
drop index campaign_by_deletion;
drop index campaign_deleted;
alter table campaign drop column deleted_at;
