-- Every report of progress: what was known on a day in the past.  A report outlives its work package, which may be restored.
create table progress_report (
    id                        uuid primary key,
    campaign_id               uuid not null references campaign (id) on delete cascade,
    work_package_id           uuid not null,
    at                        timestamptz not null,
    -- The day where the campaign runs.
    reported_on               date not null,
    user_id                   uuid references "user" (id) on delete set null,
    progress                  smallint not null check (progress between 0 and 100),
    actual_start_on           date,
    actual_finish_on          date,
    remaining_days            integer,
    blocked_reason            text,
    note                      text,
    -- What was known before.
    previous_progress         smallint not null,
    previous_actual_start_on  date,
    previous_actual_finish_on date,
    previous_remaining_days   integer,
    previous_blocked_reason   text,
    previous_reported_on      date
);
create index progress_report_by_work_package on progress_report (work_package_id, id);
create index progress_report_by_day on progress_report (campaign_id, reported_on);
