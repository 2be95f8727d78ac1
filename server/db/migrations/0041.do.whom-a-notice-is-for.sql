-- Whom a notice is for, beyond everybody of a place.

-- From the ledger, so that a notice can be for the pupils of a stage or the families of a class. Null: not known.
alter table children add column stage text check (stage in ('preschool', 'primary', 'middle', 'high', 'out'));
alter table children add column classes text[] check (classes <@ array['left', 'hardship', 'single', 'moving']);

-- The criteria of a notice (server/notices/whom.ts); `audience` stays the chat's name for some of them.
alter table notices add column whom jsonb not null default '{}';
alter table notices drop constraint notices_audience_check;
alter table notices add constraint notices_audience_check
  check (audience in ('all', 'silent', 'under-seven', 'twelve-up', 'chosen'));

-- Whether a river, a pond or a well is near: of a village, and of a home that differs from its village.
create table waters (
  id uuid primary key,
  place text not null check (length(place) = 12),
  household_id uuid references households,     -- null: the village
  near boolean not null,
  staff_id uuid not null references staff,
  at timestamptz not null
);
create unique index waters_of_village on waters (place) where household_id is null;
create unique index waters_of_home on waters (household_id) where household_id is not null;

alter table waters enable row level security;
alter table waters force row level security;
create policy scope on waters
  using (starts_with(place, nullif(current_setting('xiangban.scope', true), '')));
create policy stand_in on waters
  using (length(place) = 12 and place = any (string_to_array(nullif(current_setting('xiangban.also', true), ''), ',')));
