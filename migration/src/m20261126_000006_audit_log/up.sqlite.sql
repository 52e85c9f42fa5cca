-- The audit log is append only: a row goes with its workspace alone, and forgets its user when that row goes.
create trigger audit_entry_stays before delete on audit_entry
when old.workspace_id is null or exists (select 1 from workspace where id = old.workspace_id)
begin
    select raise(abort, 'the audit log is append only');
end;
create trigger audit_entry_stays_as_it_is before update on audit_entry
when old.user_id is null or exists (select 1 from "user" where id = old.user_id)
begin
    select raise(abort, 'the audit log is append only');
end;
