drop trigger audit_entry_stays;
drop trigger audit_entry_stays_as_it_is;
