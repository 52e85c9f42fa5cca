alter table work_package drop column collaborators;
