drop table cancelled_event;
