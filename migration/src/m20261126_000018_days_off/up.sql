-- Whether days off of people count as days off for the work that they are accountable for.
alter table workspace add column days_off_move_work boolean not null default false;
