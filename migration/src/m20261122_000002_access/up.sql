-- Who may do what, for how long, and what they did: sessions, tokens, invitations, the audit log.
-- Secrets stand here as SHA-256 in base64url: nothing in these tables lets anybody in.

-- Somebody who has left stays a row, so that what they did keeps its name.
alter table membership add column status text not null default 'active'
    check (status in ('active', 'suspended', 'left'));
alter table membership add column version integer not null default 1;

alter table workspace add column version integer not null default 1;

-- A service account: it has tokens and no password.
alter table "user" add column is_service boolean not null default false;

create table session (
    id            uuid primary key,
    user_id       uuid not null references "user" (id) on delete cascade,
    -- As the client calls itself.
    device        text not null check (length(device) <= 200),
    address       text not null,
    created_at    timestamptz not null,
    last_used_at  timestamptz not null,
    expires_at    timestamptz not null,
    ended_at      timestamptz,
    ended_because text check (ended_because in
        ('signed_out', 'signed_out_everywhere', 'signed_out_by_admin', 'password_changed', 'reused')),
    check ((ended_at is null) = (ended_because is null))
);
create index session_by_user on session (user_id, last_used_at);

create table refresh_token (
    hash       text primary key,
    session_id uuid not null references session (id) on delete cascade,
    created_at timestamptz not null,
    -- When it was exchanged, and what for: readable to whoever holds the token itself.
    used_at    timestamptz,
    successor  text,
    check ((used_at is null) = (successor is null))
);
create index refresh_token_by_session on refresh_token (session_id);

create table api_token (
    id           uuid primary key,
    workspace_id uuid not null,
    user_id      uuid not null,
    name         text not null check (length(name) between 1 and 200),
    hash         text not null unique,
    -- The first characters, to tell tokens apart by.
    hint         text not null,
    -- Words with a space between.
    scopes       text not null,
    created_by   uuid references "user" (id) on delete set null,
    created_at   timestamptz not null,
    expires_at   timestamptz not null,
    last_used_at timestamptz,
    revoked_at   timestamptz,
    foreign key (workspace_id, user_id) references membership (workspace_id, user_id) on delete cascade
);
create index api_token_by_user on api_token (user_id, id);
create index api_token_by_workspace on api_token (workspace_id, id);

-- What a token is limited to; without a row of a kind it is not limited by that kind.  A row outlives what it names: a
-- limit that went with its campaign would make the token reach all others.
create table api_token_limit (
    id            uuid primary key,
    api_token_id  uuid not null references api_token (id) on delete cascade,
    department_id uuid,
    campaign_id   uuid,
    check ((department_id is null) <> (campaign_id is null))
);
create index api_token_limit_by_token on api_token_limit (api_token_id);

create table invitation (
    id           uuid primary key,
    workspace_id uuid not null references workspace (id) on delete cascade,
    email        text not null check (email = lower(email)),
    role         text not null check (role in ('owner', 'admin', 'manager', 'member', 'viewer')),
    -- Ids with a space between.
    departments  text not null default '',
    hash         text not null unique,
    invited_by   uuid references "user" (id) on delete set null,
    created_at   timestamptz not null,
    expires_at   timestamptz not null,
    accepted_at  timestamptz,
    revoked_at   timestamptz
);
create index invitation_by_workspace on invitation (workspace_id, id);
create unique index invitation_open on invitation (workspace_id, email)
    where accepted_at is null and revoked_at is null;

-- Links sent by e-mail: one use, a short life.
create table mailed_link (
    hash       text primary key,
    purpose    text not null check (purpose in ('registration', 'password_reset')),
    email      text not null check (email = lower(email)),
    -- Of a registration, what was asked for, in JSON.
    body       text not null default '',
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at    timestamptz
);
create index mailed_link_by_email on mailed_link (email, purpose);

-- Append only.
create table audit_entry (
    id           uuid primary key,
    -- None of what belongs to no workspace, such as a refused sign-in.
    workspace_id uuid references workspace (id) on delete cascade,
    at           timestamptz not null,
    user_id      uuid references "user" (id) on delete set null,
    api_token_id uuid,
    action       text not null,
    -- What it was done to, as its id, or the address of e-mail that was tried.
    subject      text,
    address      text not null,
    request_id   text not null,
    -- In JSON; never a secret.
    details      text not null default '{}'
);
create index audit_entry_by_workspace on audit_entry (workspace_id, id);
create index audit_entry_by_user on audit_entry (user_id, id);
