drop index outbox_job_by_failure;
drop index session_by_end;
drop index refresh_token_by_use;
drop index mailed_link_by_end;
drop index invitation_by_end;
drop index api_token_by_end;
