-- Dependencies have a version, as everything that is updated has.
alter table dependency add column version integer not null default 1;
