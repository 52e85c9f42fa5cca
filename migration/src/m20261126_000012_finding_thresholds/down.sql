alter table campaign drop column finding_thresholds;
alter table workspace drop column finding_thresholds;
