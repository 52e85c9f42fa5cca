-- People who work on a work package beside the one who is accountable: their ids, one a line.
alter table work_package add column collaborators text not null default '';
