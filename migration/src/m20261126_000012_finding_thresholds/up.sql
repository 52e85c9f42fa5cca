-- From where on findings are told, as a JSON object of those thresholds that are set: of a workspace in place of
-- the built-in ones, of a campaign in place of its workspace's.
alter table workspace add column finding_thresholds text;
alter table campaign add column finding_thresholds text;
