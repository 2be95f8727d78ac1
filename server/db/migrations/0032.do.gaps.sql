-- What is missing around a child's care, found once a day from what is on record: a row with the day it was found, closed
-- when its cause is gone, or by a person with a reason. Whose it is follows from the place and the days (server/gaps).
create table gaps (
  id uuid primary key,
  place text not null check (length(place) = 12),
  child_id uuid not null references children,
  kind text not null check (kind in (
    'no-carer', 'carer-changed', 'two-places', 'many-children', 'carer-unable', 'assessment-overdue',
    'entrustment-over', 'parent-back', 'entrustment-stuck')),
  person_id uuid references people,            -- the carer it is about
  found_at timestamptz not null,
  closed_at timestamptz,
  closed_as text check (closed_as in ('gone', 'settled', 'not-so')),
  closed_by uuid references staff,
  sealed bytea,                                -- { note } of whoever closed it
  check ((closed_at is null) = (closed_as is null)),
  check ((closed_by is null) = (closed_as is null or closed_as = 'gone'))
);
create unique index gaps_open on gaps (child_id, kind) where closed_at is null;
create index gaps_place on gaps (place, found_at) where closed_at is null;
-- What a person has closed is not found again for some time.
create index gaps_by_hand on gaps (child_id, kind, closed_at) where closed_by is not null;

alter table gaps enable row level security;
alter table gaps force row level security;
create policy scope on gaps
  using (starts_with(place, nullif(current_setting('xiangban.scope', true), '')));
create policy stand_in on gaps
  using (length(place) = 12 and place = any (string_to_array(nullif(current_setting('xiangban.also', true), ''), ',')));
