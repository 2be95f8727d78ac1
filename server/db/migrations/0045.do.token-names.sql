-- A notice is somebody's: a token that may write notices writes them in the name of a member of staff, for as long as
-- that post is theirs.
alter table api_tokens add column staff_id uuid references staff;
alter table api_tokens add check (staff_id is not null or not 'notices:write' = any (may));
