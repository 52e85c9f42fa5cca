drop index change_by_time;
