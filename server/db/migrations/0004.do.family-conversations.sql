-- The checklists of parents and carers, question by question; what is said in confidence; words passed on between
-- parent and carer; who wants no weekly nudge; and children who leave the list when their parents are back.

-- A carer may decide against it after all.
alter table care_answers drop constraint care_answers_answer_check;
alter table care_answers add constraint care_answers_answer_check
  check (answer in ('yes', 'changed', 'nobody', 'talk', 'disagree'));

create table care_checklist_answers (
  id uuid primary key,
  place text not null check (length(place) = 12),
  child_id uuid not null references children,
  person_id uuid not null references people,
  party text not null check (party in ('parent', 'carer')),
  carer_id uuid not null references people,    -- whose care the questions were about
  question text not null,
  sealed bytea not null,                       -- { answer, words }
  wording text not null,
  contact_id uuid references contacts,
  inbox_key text,
  at timestamptz not null,
  hidden_from uuid[] not null default '{}'     -- staff who are family, where the answer was given in confidence
);
create index care_checklist_answers_person on care_checklist_answers (person_id, at);
create index care_checklist_answers_child on care_checklist_answers (child_id, at);
alter table care_checklist_answers enable row level security;
alter table care_checklist_answers force row level security;
create policy scope on care_checklist_answers
  using (starts_with(place, nullif(current_setting('xiangban.scope', true), '')));
create policy not_about_me on care_checklist_answers as restrictive
  using (nullif(current_setting('xiangban.staff', true), '') is null
         or not (nullif(current_setting('xiangban.staff', true), '')::uuid = any (hidden_from)));

-- A line of the list that a director who is family does not see.
alter table tasks add column hidden_from uuid[] not null default '{}';
create policy not_about_me on tasks as restrictive
  using (nullif(current_setting('xiangban.staff', true), '') is null
         or not (nullif(current_setting('xiangban.staff', true), '')::uuid = any (hidden_from)));

-- 捎句话: from one adult of a child to another.
create table passed_words (
  id uuid primary key,
  place text not null check (length(place) = 12),
  from_id uuid not null references people,
  to_id uuid not null references people,
  children uuid[] not null check (cardinality(children) > 0),
  kind text not null check (kind in ('text', 'voice')),
  sealed bytea,                                -- { text }; none for voice, which is kept as voice notes are
  inbox_key text,
  sent_at timestamptz not null,
  arrived_at timestamptz                       -- the receiver said so
);
create index passed_words_from on passed_words (from_id, sent_at);
alter table passed_words enable row level security;
alter table passed_words force row level security;
create policy scope on passed_words
  using (starts_with(place, nullif(current_setting('xiangban.scope', true), '')));

-- 别提醒: only the weekly nudge stops.
create table nudge_stops (
  person_id uuid primary key references people,
  place text not null,
  at timestamptz not null
);
alter table nudge_stops enable row level security;
alter table nudge_stops force row level security;
create policy scope on nudge_stops
  using (starts_with(place, nullif(current_setting('xiangban.scope', true), '')));

-- A child leaves the list: asked for, confirmed by the director, then by the township. `was` is what to go back to.
create table exits (
  id uuid primary key,
  place text not null check (length(place) = 12),
  township text not null generated always as (left(place, 9)) stored,
  no int not null,                             -- what staff type: 退出 3
  child_id uuid not null references children,
  reason text not null check (reason in ('parents-back', 'moved')),
  asked_by uuid references people,
  asked_at timestamptz not null,
  state text not null default 'asked' check (state in ('asked', 'director-agreed', 'left', 'refused')),
  director_id uuid references staff,
  director_at timestamptz,
  supervisor_id uuid references staff,
  supervisor_at timestamptz,
  refused_by uuid references staff,
  refused_at timestamptz,
  was text check (was in ('listed', 'doubtful')),
  unique (township, no),
  check ((state = 'refused') = (refused_at is not null)),
  check (state <> 'left' or (director_id is not null and supervisor_id is not null and was is not null))
);
create unique index exits_open on exits (child_id) where state in ('asked', 'director-agreed');
alter table exits enable row level security;
alter table exits force row level security;
create policy scope on exits
  using (starts_with(place, nullif(current_setting('xiangban.scope', true), '')));
