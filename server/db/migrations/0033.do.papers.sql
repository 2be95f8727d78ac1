-- What somebody told for a paper is looked up when they are asked for the next one.
create index entrustment_acts_told on entrustment_acts (person_id) where act = 'tells';

-- The law's written notice to school and village (未成年人保护法 23): owed when an entrustment begins, when another carer
-- takes over, and when it ends; handed over by the director, with the day.
create table notices_to_hand (
  id uuid primary key,
  place text not null check (length(place) = 12),
  entrustment_id uuid not null references entrustments,
  child_id uuid not null references children,
  why text not null check (why in ('begun', 'changed', 'ended')),
  owed_at timestamptz not null,
  handed_on date,
  handed_by uuid references staff,
  recorded_at timestamptz,
  hidden_from uuid[] not null default '{}',    -- as the entrustment's
  unique (entrustment_id, why),
  check ((handed_on is null) = (handed_by is null) and (handed_on is null) = (recorded_at is null))
);
create index notices_to_hand_owed on notices_to_hand (place, owed_at) where handed_on is null;
alter table notices_to_hand enable row level security;
alter table notices_to_hand force row level security;
create policy scope on notices_to_hand
  using (starts_with(place, nullif(current_setting('xiangban.scope', true), '')));
create policy stand_in on notices_to_hand
  using (length(place) = 12 and place = any (string_to_array(nullif(current_setting('xiangban.also', true), ''), ',')));
create policy not_about_me on notices_to_hand as restrictive
  using (nullif(current_setting('xiangban.staff', true), '') is null
    or not (nullif(current_setting('xiangban.staff', true), '')::uuid = any (hidden_from)));
