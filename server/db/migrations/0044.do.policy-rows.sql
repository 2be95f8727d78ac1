-- Who decides writes a new row and changes none: of rows from the same day the one written last counts, and what was
-- decided before stays to be read. No place of its own: every turn of the county reads what holds.
alter table policies drop constraint policies_pkey;
alter table policies add column id uuid primary key default gen_random_uuid();
alter table policies add column recorded_at timestamptz;       -- null: before this was kept
alter table policies add column recorded_by uuid;              -- a member of staff, or a token
create index policies_in_force on policies (county, key, valid_from desc, recorded_at desc nulls last);

create function keep_policies() returns trigger language plpgsql as $$
begin
  raise exception 'a policy row is kept as it was written' using errcode = 'insufficient_privilege';
end $$;
create trigger keep before update or delete on policies for each row execute function keep_policies();
