-- Changes by their age: housekeeping deletes those that are older than the change log is kept.
create index change_by_time on change (at);
