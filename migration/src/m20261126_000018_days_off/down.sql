alter table workspace drop column days_off_move_work;
