drop table finding_acknowledgement;
