-- Ladders: what a rung counts from, and why it was put off (the night, or times in which the bot could not hear).
alter table due_items
  add counts_from timestamptz,
  add moved_from timestamptz,                  -- when it would have come, had nothing put it off
  add note text,                               -- why it was put off
  add check (moved_from is null or note is not null);

-- Until when an account has been heard: silence since then is a gap that has not ended yet.
alter table accounts add heard_at timestamptz;

-- A director is away for some days; somebody stands in for the village.
create table leaves (
  id uuid primary key,
  place text not null check (length(place) = 12),
  staff_id uuid not null references staff,
  stand_in_id uuid references staff,           -- nobody: the township's supervisor sees to it
  from_at timestamptz not null,
  until_at timestamptz not null check (until_at > from_at),
  asked_at timestamptz not null,
  ended_at timestamptz,                        -- back earlier, or called off
  check (stand_in_id is distinct from staff_id)
);
create index leaves_staff on leaves (staff_id) where ended_at is null;
create index leaves_stand_in on leaves (stand_in_id) where ended_at is null;
create index leaves_place on leaves (place) where ended_at is null;

-- Who fetched the draft of a report to the police, and when.
create table case_drafts (
  id uuid primary key,
  case_id uuid not null references cases,
  place text not null,
  staff_id uuid not null references staff,
  at timestamptz not null
);
create index case_drafts_case on case_drafts (case_id, at);

do $$
declare t text;
begin
  foreach t in array array['leaves', 'case_drafts'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format(
      'create policy scope on %I using (starts_with(place, nullif(current_setting(''xiangban.scope'', true), '''')))', t);
  end loop;
end $$;

-- Whoever stands in sees, besides their own place, exactly the villages named in `xiangban.also`.
do $$
declare t text;
begin
  for t in
    select c.relname from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attname = 'place' and not a.attisdropped
    where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace
  loop
    execute format(
      'create policy stand_in on %I using (length(place) = 12 and place = any (string_to_array(nullif(current_setting(''xiangban.also'', true), ''''), '','')))', t);
  end loop;
end $$;
