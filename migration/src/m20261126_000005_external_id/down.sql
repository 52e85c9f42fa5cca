drop index work_package_by_external_id;
drop index work_package_external_id;
alter table work_package drop column external_id;
