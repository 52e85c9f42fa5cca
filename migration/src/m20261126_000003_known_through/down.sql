alter table calendar drop column known_through;
