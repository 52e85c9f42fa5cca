-- What somebody does outside of any workspace, such as signing in: a workspace's log reads the latest of each member.
create index audit_entry_by_user_outside on audit_entry (user_id, id) where workspace_id is null;
