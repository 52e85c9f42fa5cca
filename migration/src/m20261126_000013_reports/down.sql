drop table progress_report;
