drop table plan_proposal;
