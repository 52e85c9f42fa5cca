-- Undo and redo: which change a change undid, and the one that undid it and was not undone itself.
alter table change add column undoes bigint;
alter table change add column undone_by bigint;

-- The work packages that a change was about: the history of each.
create table change_subject (
    work_package_id uuid not null,
    seq             bigint not null,
    scope_id        uuid not null,
    primary key (work_package_id, seq),
    foreign key (scope_id, seq) references change (scope_id, seq) on delete cascade
);
create index change_subject_by_change on change_subject (scope_id, seq);
