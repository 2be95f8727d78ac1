-- The foundations. Conventions:
--   place   a division code: county 6 digits, township 9, village 12. A row of place P is seen by whoever's
--           scope is a prefix of P. What belongs to the county as a whole (inbox, outbox, contacts) carries the
--           county's own code, so that no village or township scope reaches it.
--   sealed  AES-256-GCM of a JSON object (server/privacy/seal.ts): names, telephone and identity numbers, words.
--   *_index keyed blind index (HMAC) of a normalised value, for look-up without opening.
--   township  left(place, 9), within which the numbers people type (回 3) count up. A column of its own, because
--           under row-level security no index can serve an expression whose function is not leakproof.
-- Instants come from the application's clock, never from now().

create table places (
  code text primary key check (code ~ '^\d{6}(\d{3}(\d{3})?)?$'),
  name text not null check (name <> '')
);

-- What a county has decided, each with where it is written. The newest valid row counts.
create table policies (
  county text not null check (county ~ '^\d{6}$'),
  key text not null,
  value jsonb not null,
  source text not null,
  valid_from date not null,
  primary key (county, key, valid_from)
);

-- Legal holidays and make-up working days, as announced. A year without rows is unknown, not ordinary.
create table holiday_arrangements (
  day date primary key,
  year int not null,
  name text not null,
  kind text not null check (kind in ('off', 'work')),
  source text not null
);

-- The simulator may move the clock forward; the offset outlives a restart. One row.
create table clock (
  id int primary key default 1 check (id = 1),
  offset_ms bigint not null default 0 check (offset_ms >= 0)
);
insert into clock default values;

-- ---------------------------------------------------------------- people

create table people (
  id uuid primary key,
  place text not null check (length(place) in (6, 9, 12)),
  sealed bytea not null,                       -- { name, phone, idNumber }
  phone_index bytea,
  id_index bytea,
  device text not null check (device in ('smartphone', 'old-phone', 'none', 'unknown')),
  language text not null default 'zh-CN' check (language in ('zh-CN', 'en')),
  consent text not null default 'unasked' check (consent in ('unasked', 'agreed', 'refused')),
  consent_wording text,
  consent_at timestamptz,
  created_at timestamptz not null,
  check ((consent = 'unasked') = (consent_at is null))
);
create index people_place on people (place);
create index people_phone on people (phone_index) where phone_index is not null;
create index people_id_number on people (id_index) where id_index is not null;

create table households (
  id uuid primary key,
  place text not null check (length(place) = 12),
  number text not null,                        -- 家庭编号 of the ledger
  sealed bytea not null,                       -- { head }
  unique (place, number)
);

create table children (
  id uuid primary key,
  place text not null check (length(place) = 12),
  household_id uuid not null references households,
  key_index bytea not null,                    -- identity number, else name + birth date + village + parent
  sealed bytea not null,                       -- { name, idNumber, … the private columns of the ledger }
  birth_date date,
  gender text check (gender in ('男', '女')),
  state text not null check (state in ('listed', 'doubtful', 'left')),
  created_at timestamptz not null,
  changed_at timestamptz not null
);
create unique index children_key on children (left(place, 6), key_index);
create index children_place on children (place);
create index children_household on children (household_id);

-- Who an adult is to a child, and since when.
create table relations (
  id uuid primary key,
  place text not null check (length(place) = 12),
  child_id uuid not null references children,
  person_id uuid not null references people,
  role text not null check (role in ('father', 'mother', 'carer', 'backup-carer', 'witness')),
  kin text not null default '',                -- 祖母, 姑母 … seen from the child
  lives_with boolean,
  away_in text,                                -- province and city of work
  since timestamptz not null,
  until timestamptz check (until > since)
);
create unique index relations_once on relations (child_id, person_id, role) where until is null;
create index relations_person on relations (person_id) where until is null;

create table staff (
  id uuid primary key,
  place text not null check (length(place) in (6, 9, 12)),
  person_id uuid not null references people,
  role text not null check (role in ('director', 'supervisor', 'county')),
  since timestamptz not null,
  until timestamptz check (until > since),
  check (length(place) = case role when 'director' then 12 when 'supervisor' then 9 else 6 end)
);
create unique index staff_once on staff (person_id) where until is null;
create index staff_place on staff (place) where until is null;

-- ---------------------------------------------------------------- roster

create table roster_imports (
  id uuid primary key,
  place text not null,
  sha256 text not null,
  summary jsonb not null,
  at timestamptz not null
);

-- What a person must settle: a doubtful row, or a doubtful change to a recorded child (which waits here).
create table roster_questions (
  id uuid primary key,
  place text not null,
  child_id uuid not null references children,
  kind text not null check (kind in ('new', 'change')),
  fingerprint bytea not null,                  -- the same doubt imported again is the same question
  sealed bytea not null,                       -- { problems, row } as read
  asked_at timestamptz not null,
  settled_at timestamptz,
  settled_by uuid references staff,
  unique (child_id, fingerprint)
);

-- ---------------------------------------------------------------- WeChat: accounts, contacts, codes

-- The bot's WeChat accounts; each serves one county. No family data.
create table accounts (
  id text primary key,
  county text not null check (length(county) = 6),
  logged_in_at timestamptz
);

-- One WeChat correspondent of one bot account: the lane of a conversation, and the row its turns lock.
create table contacts (
  id uuid primary key,                         -- derived from account and wechat_id, so receiving needs no look-up
  place text not null check (length(place) = 6),
  account text not null,
  wechat_id text not null,
  person_id uuid references people,
  staff boolean not null default false,
  sealed bytea,                                -- the conversation between two turns (flows/engine/mind.ts)
  turn int not null default 0,
  wrong_codes int not null default 0,
  locked_until timestamptz,
  first_heard_at timestamptz not null,
  unique (place, account, wechat_id)
);
create unique index contacts_person on contacts (person_id) where person_id is not null;

create table bindings (
  id uuid primary key,
  place text not null,
  township text not null generated always as (left(place, 9)) stored,
  no int not null,                             -- what the director types to undo: 撤 3
  person_id uuid not null references people,
  contact_id uuid not null references contacts,
  bound_at timestamptz not null,
  ended_at timestamptz,
  ended_by uuid references staff,              -- null when a newer binding replaced it
  told_director_at timestamptz
);
create unique index bindings_no on bindings (township, no);
create unique index bindings_person on bindings (person_id) where ended_at is null;
create unique index bindings_contact on bindings (contact_id) where ended_at is null;

create table codes (
  id uuid primary key,
  place text not null,
  person_id uuid not null references people,
  household_id uuid references households,     -- null: a staff member's code
  code_index bytea not null unique,
  issued_at timestamptz not null,
  expires_at timestamptz not null check (expires_at > issued_at),
  ended_at timestamptz,                        -- used, or replaced by a newer card
  used_by uuid references contacts
);
create index codes_person on codes (person_id) where ended_at is null;

-- Wrong codes, for the county-wide limit.
create table wrong_codes (
  id bigint generated always as identity primary key,
  place text not null check (length(place) = 6),
  contact_id uuid not null references contacts,
  at timestamptz not null
);
create index wrong_codes_at on wrong_codes (place, at);

-- ---------------------------------------------------------------- inbox, outbox, what is due

create table inbox (
  seq bigint generated always as identity primary key,
  key text not null unique,                    -- the whole of de-duplication, kept for ever
  place text not null check (length(place) = 6),
  contact_id uuid not null references contacts,
  kind text not null,
  sealed bytea,                                -- what was said; null once forgotten
  received_at timestamptz not null,
  provider_at timestamptz,
  attempts smallint not null default 0,        -- committed before the attempt; 0 = may go in a batch
  state text not null default 'waiting' check (state in ('waiting', 'done', 'parked')),
  handled_at timestamptz,
  check ((state = 'waiting') = (handled_at is null))
);
create index inbox_age on inbox using brin (received_at);
create index inbox_waiting on inbox (place, contact_id, seq) where state = 'waiting';

-- The messages a worker has in its hands right now: if it dies, they are tried one by one.
create table hands (
  worker uuid primary key,
  place text not null check (length(place) = 6),
  seqs bigint[] not null,
  at timestamptz not null
);

create table timers (
  contact_id uuid primary key references contacts,
  place text not null check (length(place) = 6),
  turn int not null,
  due_at timestamptz not null
);
create index timers_due on timers (due_at);

create table outbox (
  id bigint generated always as identity primary key,
  place text not null check (length(place) = 6),
  account text not null,
  contact_id uuid not null references contacts,
  person_id uuid references people,
  kind text not null check (kind in ('text', 'voice', 'forward')),
  priority smallint not null check (priority between 0 and 3), -- 0 danger, 1 reply, 2 prompt, 3 notice
  routine boolean not null default false,      -- counts in the weekly budget, keeps quiet hours
  sealed bytea,                                -- { text } | { voice } | { message }; null once forgotten
  dedupe_key text not null unique,
  subject uuid,                                -- the check-in it asks about: the ladder counts from its sending
  state text not null default 'queued'
    check (state in ('queued', 'claimed', 'sent', 'echoed', 'uncertain', 'expired', 'failed', 'cancelled')),
  not_before timestamptz not null,
  expires_at timestamptz,
  attempts smallint not null default 0,
  lease uuid,
  lease_until timestamptz,
  provider_id text,
  reason text,
  created_at timestamptz not null,
  sent_at timestamptz,
  check ((state = 'claimed') = (lease is not null)),
  check ((state in ('sent', 'echoed')) = (sent_at is not null))
);
create index outbox_age on outbox using brin (created_at);
create index outbox_queued on outbox (account, priority, id) where state = 'queued';
create index outbox_not_before on outbox (not_before) where state = 'queued';
create index outbox_claimed on outbox (lease_until) where state = 'claimed';
create index outbox_contact on outbox (contact_id, id) where state in ('queued', 'claimed');
create index outbox_subject on outbox (subject) where state = 'queued' and subject is not null;
create index outbox_routine on outbox (person_id, created_at) where routine;
create index outbox_provider on outbox (account, provider_id) where provider_id is not null;

-- When a bot account could not hear.
create table channel_gaps (
  account text not null,
  place text not null check (length(place) = 6),
  from_at timestamptz not null,
  to_at timestamptz not null check (to_at > from_at),
  cause text not null,
  primary key (account, from_at)
);

-- Everything that happens at a time: ladder steps, weekly questions, morning lists, notices of the season.
-- A row fires once; why it did not is kept.
create table due_items (
  id uuid primary key,
  key text not null unique,
  place text not null,
  kind text not null,
  person_id uuid references people,
  subject uuid,                                -- the check-in, request, case or notice it belongs to
  due_at timestamptz not null,
  expires_at timestamptz check (expires_at > due_at),
  state text not null default 'open' check (state in ('open', 'done', 'skipped', 'expired')),
  reason text,
  ended_at timestamptz,
  check ((state = 'open') = (ended_at is null)),
  check (state <> 'skipped' or reason is not null)
);
create index due_items_due on due_items (due_at) where state = 'open';
create index due_items_person on due_items (person_id, kind);
create index due_items_subject on due_items (subject) where state = 'open';

-- ---------------------------------------------------------------- care

-- What a parent or carer said about who looks after a child, word for word.
create table care_answers (
  id uuid primary key,
  place text not null check (length(place) = 12),
  child_id uuid not null references children,
  person_id uuid not null references people,
  party text not null check (party in ('parent', 'carer')),
  carer_id uuid references people,             -- whom the question named
  answer text not null check (answer in ('yes', 'changed', 'nobody', 'talk')),
  sealed bytea not null,                       -- { words }
  wording text not null,                       -- version of the question shown
  contact_id uuid references contacts,         -- the account and contact it came from
  inbox_key text,
  at timestamptz not null
);
create index care_answers_child on care_answers (child_id, at);

create table care_states (
  child_id uuid primary key references children,
  place text not null check (length(place) = 12),
  state text not null check (state in ('waiting', 'confirmed', 'doubtful', 'nobody')),
  carer_id uuid references people,
  wording text,
  since timestamptz not null
);

create table check_ins (
  id uuid primary key,
  place text not null check (length(place) = 12),
  person_id uuid not null references people,   -- the carer
  week text not null,                          -- 2026-W47
  children uuid[] not null check (cardinality(children) > 0),
  asked_at timestamptz not null,
  state text not null default 'asked' check (state in ('asked', 'answered', 'silent', 'skipped')),
  answer text check (answer in ('well', 'trouble', 'call-me', 'away', 'voice')),
  answered_by uuid references people,
  how text check (how in ('wechat', 'phone', 'visit')),
  answered_at timestamptz,
  unique (person_id, week),
  check ((state = 'answered') = (answer is not null and answered_at is not null))
);
create index check_ins_open on check_ins (person_id) where state = 'asked';
create index check_ins_place on check_ins (place, week);

-- The answer, stored for each child.
create table check_in_answers (
  check_in_id uuid not null references check_ins,
  child_id uuid not null references children,
  place text not null check (length(place) = 12),
  answer text not null check (answer in ('well', 'trouble', 'call-me', 'away', 'voice')),
  at timestamptz not null,
  primary key (check_in_id, child_id)
);
create index check_in_answers_child on check_in_answers (child_id, at);

-- A real contact of director and family (telephone, visit, an answered request): checks are skipped after it.
create table care_contacts (
  id uuid primary key,
  place text not null check (length(place) = 12),
  person_id uuid not null references people,
  staff_id uuid not null references staff,
  how text not null check (how in ('wechat', 'phone', 'visit')),
  at timestamptz not null
);
create index care_contacts_person on care_contacts (person_id, at);

-- Something the director has to look into; a line of the morning list until done.
create table tasks (
  id uuid primary key,
  place text not null check (length(place) = 12),
  township text not null generated always as (left(place, 9)) stored,
  no int not null,                             -- what the director types: 电话 3
  kind text not null,
  person_id uuid references people,
  child_id uuid references children,
  sealed bytea,                                -- { words }
  opened_at timestamptz not null,
  done_at timestamptz,
  done_by uuid references staff,
  unique (township, no)
);
create index tasks_open on tasks (place) where done_at is null;
create index tasks_child on tasks (child_id) where done_at is null;

-- ---------------------------------------------------------------- requests, cases

-- A family asks for a person. While it is open, automatic questions stay silent for that family.
create table requests (
  id uuid primary key,
  place text not null,                         -- the village; the county for someone not bound
  township text not null generated always as (left(place, 9)) stored,
  no int not null,                             -- what the director types: 回 3 …
  person_id uuid references people,
  contact_id uuid not null references contacts,
  holder_id uuid references staff,             -- who owes the answer now
  state text not null default 'open' check (state in ('open', 'answered', 'closed')),
  opened_at timestamptz not null,
  promised_at timestamptz not null,
  answered_at timestamptz,
  closed_at timestamptz,
  close_reason text check (close_reason in ('done', 'timed-out')),
  check ((state = 'closed') = (closed_at is not null))
);
-- Counted within the township, so that a supervisor's 回 3 means one request.
create unique index requests_no on requests (township, no);
create unique index requests_open on requests (contact_id) where state <> 'closed';
create index requests_holder on requests (holder_id) where state <> 'closed';

create table request_messages (
  id uuid primary key,
  request_id uuid not null references requests,
  place text not null,
  from_staff boolean not null,
  kind text not null check (kind in ('text', 'voice', 'image')),
  sealed bytea,                                -- { text }; none for voice and pictures
  media jsonb,                                 -- { bytes, sha256, mime }: a picture's content is never kept
  inbox_key text,
  at timestamptz not null
);
create index request_messages_request on request_messages (request_id, at);

-- Danger, or nobody to look after a child. Nobody closes one alone.
create table cases (
  id uuid primary key,
  place text not null,                         -- the village; the county for someone not bound
  township text not null generated always as (left(place, 9)) stored,
  no int not null,
  level text not null check (level in ('red', 'amber')),
  class text not null,
  person_id uuid references people,            -- who told us
  contact_id uuid references contacts,
  sealed bytea not null,                       -- { words }; empty when a child wrote
  hidden_from uuid[] not null default '{}',    -- staff the complaint is about
  inbox_key text,
  opened_at timestamptz not null,
  acknowledged_at timestamptz,
  acknowledged_by uuid references staff,
  proposed_by uuid references staff,           -- first of the two who close
  closed_at timestamptz,
  closed_by uuid references staff,
  unique (inbox_key),
  check (closed_at is null or (proposed_by is not null and closed_by is not null and closed_by <> proposed_by))
);
create unique index cases_no on cases (township, no);
create index cases_open on cases (place) where closed_at is null;

-- Nothing automatic goes to these people until a person decides.
create table holds (
  case_id uuid not null references cases,
  person_id uuid not null references people,
  place text not null,
  from_at timestamptz not null,
  until_at timestamptz,
  primary key (case_id, person_id)
);
create index holds_person on holds (person_id) where until_at is null;

-- A voice note that a person must hear: kept until heard, seven days at most.
create table voices (
  id uuid primary key,
  place text not null,
  inbox_key text not null unique,
  contact_id uuid not null references contacts,
  sealed bytea not null,
  mime text not null,
  bytes int not null,
  received_at timestamptz not null,
  keep_until timestamptz not null
);
create index voices_keep on voices (keep_until);

-- ---------------------------------------------------------------- notices

create table notices (
  id uuid primary key,
  place text not null,                         -- everyone below this place
  key text not null unique,                    -- the same draft, season day or holiday once
  kind text not null check (kind in ('director', 'season', 'holiday')),
  author_id uuid references staff,
  sealed bytea not null,                       -- { text } or { voice }
  created_at timestamptz not null,
  released_at timestamptz not null
);
create index notices_place on notices (place, released_at);

-- One row per adult and household of the audience frozen at release.
create table deliveries (
  id uuid primary key,
  notice_id uuid not null references notices,
  place text not null check (length(place) = 12),
  household_id uuid not null references households,
  person_id uuid not null references people,
  outbox_id bigint references outbox,
  excluded text check (excluded in ('unbound', 'no-smartphone', 'refused', 'held', 'budget')),
  confirmed_at timestamptz,
  confirmed_how text check (confirmed_how in ('wechat', 'phone', 'visit')),
  reminded_at timestamptz,
  unique (notice_id, household_id, person_id),
  check (excluded is null or outbox_id is null),
  check ((confirmed_at is null) = (confirmed_how is null))
);
create index deliveries_person on deliveries (person_id) where confirmed_at is null and outbox_id is not null;
