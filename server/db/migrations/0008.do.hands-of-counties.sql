-- A worker serves several counties in turn, and under one county's scope another's row cannot be seen.
alter table hands drop constraint hands_pkey, add primary key (worker, place);
