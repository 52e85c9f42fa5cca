drop table change_subject;
alter table change drop column undone_by;
alter table change drop column undoes;
