drop trigger audit_entry_stays on audit_entry;
drop trigger audit_entry_stays_as_it_is on audit_entry;
drop trigger audit_entry_stays_whole on audit_entry;
drop function audit_entry_stays();
drop function audit_entry_stays_as_it_is();
drop function refuse_change_of_audit_entry();
