drop index campaign_replanning;
alter table campaign drop column is_replanning;
alter table day_off drop column version;
