-- Read by PostgreSQL and by SQLite alike: SQLite keeps what its type names do not tell it in the column as given.
-- A row that cannot be right cannot be stored: what one row or two of them can say is a constraint here.

create table workspace (
    id            uuid primary key,
    name          text not null check (length(name) between 1 and 200),
    time_zone     text not null,
    -- Moves with every change of departments, people and calendars: what a copy in memory is compared with.
    directory_seq bigint not null default 0,
    created_at    timestamptz not null
);

create table calendar (
    id           uuid primary key,
    workspace_id uuid not null references workspace (id) on delete cascade,
    name         text not null check (length(name) between 1 and 200),
    -- Bit 0 is Monday.
    week         smallint not null check (week between 0 and 127),
    source       text,
    -- The calendar of campaigns that name none.
    is_default   boolean not null default false,
    version      integer not null default 1,
    unique (workspace_id, id),
    unique (workspace_id, name)
);
create unique index calendar_default on calendar (workspace_id) where is_default;

create table calendar_exception (
    calendar_id uuid not null references calendar (id) on delete cascade,
    on_date     date not null,
    working     boolean not null,
    name        text,
    primary key (calendar_id, on_date)
);

create table "user" (
    id            uuid primary key,
    email         text not null unique check (email = lower(email)),
    name          text not null check (length(name) between 1 and 200),
    locale        text not null,
    time_zone     text not null,
    -- A PHC string; absent until the person has chosen a password.
    password_hash text,
    created_at    timestamptz not null
);

create table membership (
    workspace_id uuid not null references workspace (id) on delete cascade,
    user_id      uuid not null references "user" (id) on delete cascade,
    role         text not null check (role in ('owner', 'admin', 'manager', 'member', 'viewer')),
    created_at   timestamptz not null,
    primary key (workspace_id, user_id)
);
create index membership_by_user on membership (user_id, workspace_id);

create table department (
    id               uuid primary key,
    workspace_id     uuid not null references workspace (id) on delete cascade,
    name             text not null check (length(name) between 1 and 200),
    colour           text,
    lead_id          uuid,
    calendar_id      uuid,
    capacity_per_day integer check (capacity_per_day >= 0),
    position         integer not null,
    version          integer not null default 1,
    unique (workspace_id, id),
    unique (workspace_id, name),
    foreign key (workspace_id, lead_id) references membership (workspace_id, user_id),
    foreign key (workspace_id, calendar_id) references calendar (workspace_id, id)
);

create table department_member (
    workspace_id  uuid not null,
    department_id uuid not null,
    user_id       uuid not null,
    primary key (department_id, user_id),
    foreign key (workspace_id, department_id) references department (workspace_id, id) on delete cascade,
    foreign key (workspace_id, user_id) references membership (workspace_id, user_id) on delete cascade
);
create index department_member_by_user on department_member (user_id);

create table day_off (
    id            uuid primary key,
    workspace_id  uuid not null references workspace (id) on delete cascade,
    user_id       uuid,
    department_id uuid,
    start_on      date not null,
    finish_on     date not null,
    reason        text,
    check (finish_on >= start_on),
    check ((user_id is null) <> (department_id is null)),
    foreign key (workspace_id, user_id) references membership (workspace_id, user_id) on delete cascade,
    foreign key (workspace_id, department_id) references department (workspace_id, id) on delete cascade
);
create index day_off_by_workspace on day_off (workspace_id, start_on);

create table campaign (
    id                   uuid primary key,
    workspace_id         uuid not null references workspace (id) on delete cascade,
    key                  text not null check (length(key) between 1 and 16 and key = upper(key)),
    name                 text not null check (length(name) between 1 and 200),
    theme                text,
    owner_id             uuid not null,
    goals                text,
    audience             text,
    channel              text,
    time_zone            text not null,
    calendar_id          uuid not null,
    start_on             date not null,
    required_finish_on   date,
    required_finish_edge text check (required_finish_edge in ('start_of_day', 'end_of_day')),
    status               text not null
        check (status in ('draft', 'planned', 'approved', 'running', 'ended', 'reviewed', 'cancelled')),
    -- Moves with every change of the campaign's plan; orders its change log.
    seq                  bigint not null default 0,
    version              integer not null default 1,
    created_at           timestamptz not null,
    check ((required_finish_on is null) = (required_finish_edge is null)),
    check (required_finish_on >= start_on),
    unique (workspace_id, id),
    unique (workspace_id, key),
    foreign key (workspace_id, owner_id) references membership (workspace_id, user_id),
    foreign key (workspace_id, calendar_id) references calendar (workspace_id, id)
);

create table anchor (
    id           uuid primary key,
    workspace_id uuid not null,
    campaign_id  uuid not null,
    kind         text not null
        check (kind in ('warm_up', 'launch', 'end', 'prize_issue', 'prize_claim', 'custom')),
    name         text not null check (length(name) between 1 and 200),
    on_date      date not null,
    edge         text not null check (edge in ('start_of_day', 'end_of_day')),
    origin       text not null check (origin in ('channel', 'company')),
    version      integer not null default 1,
    unique (campaign_id, id),
    unique (campaign_id, name),
    foreign key (workspace_id, campaign_id) references campaign (workspace_id, id) on delete cascade
);
create unique index anchor_by_kind on anchor (campaign_id, kind) where kind <> 'custom';
create index anchor_by_date on anchor (workspace_id, on_date, id);

create table work_package (
    id                uuid primary key,
    workspace_id      uuid not null,
    campaign_id       uuid not null,
    -- With the campaign's key, what people call it: D11-42.
    number            integer not null check (number > 0),
    parent_id         uuid check (parent_id <> id),
    position          integer not null check (position >= 0),
    kind              text not null check (kind in ('task', 'milestone', 'phase')),
    title             text not null check (length(title) between 1 and 500),
    description       text,
    department_id     uuid,
    accountable_id    uuid,
    calendar_id       uuid,
    mode              text not null check (mode in ('automatic', 'manual')),
    direction         text not null check (direction in ('asap', 'alap')),
    duration_days     integer check (duration_days between 1 and 100000),
    milestone_edge    text check (milestone_edge in ('start_of_day', 'end_of_day')),
    manual_start_on   date,
    manual_finish_on  date,
    constraint_kind   text check (constraint_kind in ('start_no_earlier_than', 'start_no_later_than',
        'finish_no_earlier_than', 'finish_no_later_than', 'must_start_on', 'must_finish_on')),
    constraint_on     date,
    constraint_wins   boolean not null default false,
    deadline_on       date,
    deadline_firmness text check (deadline_firmness in ('firm', 'soft')),
    buffer_days       integer not null default 0 check (buffer_days between 0 and 100000),
    anchor_id         uuid,
    -- Where the plan has it: kept with every change of the plan, for the lists across campaigns.
    planned_start_on  date not null,
    planned_finish_on date not null,
    actual_start_on   date,
    actual_finish_on  date,
    progress          smallint not null default 0 check (progress between 0 and 100),
    remaining_days    integer check (remaining_days between 0 and 100000),
    -- As the core reads it: finished, at 100 %, or an event that has happened.
    done              boolean not null default false,
    estimate_hours    integer check (estimate_hours >= 0),
    priority          text not null check (priority in ('low', 'normal', 'high', 'urgent')),
    blocked_reason    text,
    -- One a line.
    labels            text not null default '',
    reported_on       date,
    version           integer not null default 1,
    created_at        timestamptz not null,
    updated_at        timestamptz not null,
    check ((kind = 'milestone') = (milestone_edge is not null)),
    check (kind = 'task' or duration_days is null),
    check (mode = 'manual' or (manual_start_on is null and manual_finish_on is null)),
    check (manual_finish_on >= manual_start_on),
    check ((constraint_kind is null) = (constraint_on is null)),
    check ((deadline_on is null) = (deadline_firmness is null)),
    check (planned_finish_on >= planned_start_on),
    check (actual_finish_on >= actual_start_on),
    unique (campaign_id, id),
    unique (campaign_id, number),
    foreign key (workspace_id, campaign_id) references campaign (workspace_id, id) on delete cascade,
    foreign key (campaign_id, parent_id) references work_package (campaign_id, id) on delete cascade,
    foreign key (campaign_id, anchor_id) references anchor (campaign_id, id),
    foreign key (workspace_id, department_id) references department (workspace_id, id),
    foreign key (workspace_id, accountable_id) references membership (workspace_id, user_id),
    foreign key (workspace_id, calendar_id) references calendar (workspace_id, id)
);
create index work_package_by_parent on work_package (campaign_id, parent_id, position);
create index work_package_by_id on work_package (workspace_id, id);
create index work_package_by_start on work_package (workspace_id, planned_start_on, id);
create index work_package_by_finish on work_package (workspace_id, planned_finish_on, id) where kind <> 'phase';
create index work_package_by_deadline on work_package (workspace_id, deadline_on, id)
    where deadline_on is not null;
create index work_package_by_accountable on work_package (accountable_id, planned_finish_on, id);
create index work_package_by_department on work_package (department_id, planned_finish_on, id);

create table dependency (
    id             uuid primary key,
    campaign_id    uuid not null references campaign (id) on delete cascade,
    predecessor_id uuid not null,
    successor_id   uuid not null,
    link_type      text not null
        check (link_type in ('finish_to_start', 'start_to_start', 'finish_to_finish', 'start_to_finish')),
    lag_days       integer not null default 0 check (lag_days between -100000 and 100000),
    lag_unit       text not null check (lag_unit in ('working_day', 'calendar_day')),
    check (predecessor_id <> successor_id),
    unique (predecessor_id, successor_id, link_type),
    foreign key (campaign_id, predecessor_id) references work_package (campaign_id, id) on delete cascade,
    foreign key (campaign_id, successor_id) references work_package (campaign_id, id) on delete cascade
);
create index dependency_by_campaign on dependency (campaign_id);
create index dependency_by_successor on dependency (successor_id);

create table baseline (
    id          uuid primary key,
    campaign_id uuid not null references campaign (id) on delete cascade,
    name        text not null check (length(name) between 1 and 200),
    taken_at    timestamptz not null,
    active      boolean not null,
    unique (campaign_id, id),
    unique (campaign_id, name)
);
create unique index baseline_active on baseline (campaign_id) where active;

create table baseline_row (
    campaign_id     uuid not null,
    baseline_id     uuid not null,
    work_package_id uuid not null,
    start_on        date not null,
    finish_on       date not null,
    primary key (baseline_id, work_package_id),
    check (finish_on >= start_on),
    foreign key (campaign_id, baseline_id) references baseline (campaign_id, id) on delete cascade,
    foreign key (campaign_id, work_package_id) references work_package (campaign_id, id) on delete cascade
);
create index baseline_row_by_work_package on baseline_row (work_package_id);
create index baseline_row_by_campaign on baseline_row (campaign_id);

create table change (
    campaign_id uuid not null references campaign (id) on delete cascade,
    seq         bigint not null,
    at          timestamptz not null,
    user_id     uuid references "user" (id) on delete set null,
    cause       text not null,
    -- What was and what is, of every row that changed: the format of docs/API.md, "Change log".
    body        text not null,
    primary key (campaign_id, seq)
);
