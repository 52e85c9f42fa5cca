drop table import_file;
drop table import_job;
