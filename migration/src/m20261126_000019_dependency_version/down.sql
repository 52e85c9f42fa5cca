alter table dependency drop column version;
