-- A worker serves several places, and meets a new one when the first roster is loaded: its row of another place is
-- out of sight there and may stand in nobody's way.
alter table hands drop constraint hands_pkey;
alter table hands add primary key (worker, place);
