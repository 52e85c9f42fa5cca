drop table slip;
