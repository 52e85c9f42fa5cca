alter table campaign drop column last_number;
drop table outbox_job;
drop table idempotency_record;
create table change_of_campaign (
    campaign_id uuid not null references campaign (id) on delete cascade,
    seq         bigint not null,
    at          timestamptz not null,
    user_id     uuid references "user" (id) on delete set null,
    cause       text not null,
    body        text not null,
    primary key (campaign_id, seq)
);
insert into change_of_campaign (campaign_id, seq, at, user_id, cause, body)
    select scope_id, seq, at, user_id, cause, body from change where scope = 'campaign';
drop table change;
alter table change_of_campaign rename to change;
