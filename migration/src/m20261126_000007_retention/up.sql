-- What is over, by when it was over: housekeeping deletes it some time later, a batch at a time.
create index session_by_end on session (coalesce(ended_at, expires_at));
create index refresh_token_by_use on refresh_token (used_at) where used_at is not null;
create index mailed_link_by_end on mailed_link (coalesce(used_at, expires_at));
create index invitation_by_end on invitation (coalesce(accepted_at, revoked_at, expires_at));
create index outbox_job_by_failure on outbox_job (failed_at) where failed_at is not null;
create index api_token_by_end on api_token (coalesce(revoked_at, expires_at));
