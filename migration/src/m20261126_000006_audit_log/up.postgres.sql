-- The audit log is append only: a row goes with its workspace alone, and forgets its user when that row goes.
create function refuse_change_of_audit_entry() returns trigger language plpgsql as $$
begin
    raise exception 'the audit log is append only';
end $$;
create function audit_entry_stays() returns trigger language plpgsql as $$
begin
    if old.workspace_id is null or exists (select 1 from workspace where id = old.workspace_id) then
        raise exception 'the audit log is append only';
    end if;
    return old;
end $$;
create function audit_entry_stays_as_it_is() returns trigger language plpgsql as $$
begin
    if old.user_id is null or exists (select 1 from "user" where id = old.user_id) then
        raise exception 'the audit log is append only';
    end if;
    return new;
end $$;
create trigger audit_entry_stays before delete on audit_entry
    for each row execute function audit_entry_stays();
create trigger audit_entry_stays_as_it_is before update on audit_entry
    for each row execute function audit_entry_stays_as_it_is();
create trigger audit_entry_stays_whole before truncate on audit_entry
    for each statement execute function refuse_change_of_audit_entry();
