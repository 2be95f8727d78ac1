-- A director's day from the chat: what is due, visits, answers taken by telephone or at the door, notices for some
-- families, what the township or the county asks every village to announce.

-- Until when a decision holds; without it, until the next one.
alter table policies add column valid_to date check (valid_to >= valid_from);

-- When this member of staff wants the morning list: their own hour, `off`, or (null) the county's.
alter table staff add column morning_at text
  check (morning_at = 'off' or morning_at ~ '^([01]\d|2[0-3]):[0-5]\d$');

-- Who wrote down what a family said by telephone or at the door; null when the family wrote it.
alter table check_ins add column recorded_by uuid references staff;
alter table care_answers add column how text not null default 'wechat' check (how in ('wechat', 'phone', 'visit'));
alter table care_answers add column recorded_by uuid references staff;
alter table deliveries add column recorded_by uuid references staff;

-- Somebody of the village was at a family's door. A message never makes such a row.
create table visits (
  id uuid primary key,
  place text not null check (length(place) = 12),
  household_id uuid not null references households,
  staff_id uuid not null references staff,
  day date not null,
  recorded_at timestamptz not null,
  late boolean not null,                       -- written down on a later day
  seen text not null check (seen in ('both', 'carer', 'child', 'nobody')),
  child text check (child in ('well', 'trouble', 'help')),
  home text check (home in ('safe', 'unsafe')),
  sealed bytea,                                -- { words }; null without a note
  voice_key text                               -- the inbox key of a note by voice
);
create index visits_household on visits (household_id, day);
create index visits_place on visits (place, day);

-- A visit drawn by lot, and what the carer said about it. It belongs to the county: no village or township sees it.
create table spot_checks (
  id uuid primary key,
  place text not null check (length(place) = 6),
  visit_id uuid not null unique references visits,
  person_id uuid not null references people,
  drawn_at timestamptz not null,
  asked_at timestamptz,
  answer text check (answer in ('yes', 'no', 'unsure')),
  answered_at timestamptz,
  check ((answer is null) = (answered_at is null))
);

-- To whom of the place a notice went, and whether what had not left was stopped.
alter table notices add column audience text not null default 'all'
  check (audience in ('all', 'silent', 'under-seven', 'twelve-up'));
alter table notices add column stopped_at timestamptz;

-- How a request ended that somebody settled with a reason.
alter table requests add column settled bytea;  -- { words }
alter table requests add column settled_by uuid references staff;

-- What a township or the county wants every village to announce. Each village's director releases it.
create table announcements (
  id uuid primary key,
  place text not null,
  author_id uuid not null references staff,
  sealed bytea not null,                       -- { text }
  urgent boolean not null,
  created_at timestamptz not null
);
create table announcement_drafts (
  id uuid primary key,
  place text not null check (length(place) = 12),
  announcement_id uuid not null references announcements,
  state text not null default 'waiting' check (state in ('waiting', 'released', 'declined')),
  decided_by uuid references staff,            -- null when it went out by itself after the policy's time
  notice_id uuid references notices,
  decided_at timestamptz,
  unique (announcement_id, place),
  check ((state = 'waiting') = (decided_at is null))
);

do $$
declare t text;
begin
  foreach t in array array['visits', 'spot_checks', 'announcements', 'announcement_drafts'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format(
      'create policy scope on %I using (starts_with(place, nullif(current_setting(''xiangban.scope'', true), '''')))', t);
    execute format(
      'create policy stand_in on %I using (length(place) = 12 and place = any (string_to_array(nullif(current_setting(''xiangban.also'', true), ''''), '','')))', t);
  end loop;
end $$;
