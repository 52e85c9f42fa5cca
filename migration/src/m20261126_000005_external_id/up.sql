-- The id of a work package in another system, unique in its campaign.
alter table work_package add column external_id text check (length(external_id) between 1 and 200);
create unique index work_package_external_id on work_package (campaign_id, external_id)
    where external_id is not null;
create index work_package_by_external_id on work_package (workspace_id, external_id)
    where external_id is not null;
