-- The last day for which a calendar's holidays are known; null where its week holds for good.
alter table calendar add column known_through date;
