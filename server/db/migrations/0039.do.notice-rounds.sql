-- A notice goes out in rounds: one bot account's way through the frozen audience. What has left is known by how far the
-- round has come, not by a row for each letter (docs/decisions/0030). Letters that need looking after one by one (to be
-- tried again, uncertain) lie in the outbox as before.
-- breaking

alter table notices
  add column version smallint not null default 1 check (version >= 1), -- of the words, for those not yet sent
  add column paused_at timestamptz;

-- What people read, by language, and what goes before it; every version is kept.
create table notice_words (
  id uuid primary key,
  notice_id uuid not null references notices,
  place text not null check (length(place) = 6),
  version smallint not null check (version >= 1),
  wording smallint not null default 0,         -- where not everybody reads the same
  author_id uuid references staff,
  sealed bytea not null,                       -- { texts: { <language> }, before: [], content? }
  at timestamptz not null,
  unique (notice_id, version, wording)
);

create table notice_rounds (
  notice_id uuid not null references notices,
  round smallint not null check (round >= 1),
  place text not null check (length(place) = 6),
  account text not null,
  wording smallint not null default 0,
  part text check (part in ('morning', 'noon', 'afternoon', 'evening')), -- whom this part of the day suits; null: all the same
  priority smallint not null check (priority between 0 and 3),
  routine boolean not null,
  letters smallint not null check (letters >= 1), -- to each of them: the words, and what goes before them
  not_before timestamptz not null,
  expires_at timestamptz not null,
  people int not null check (people >= 1),
  reached uuid,                                -- everybody up to this id has been passed, in the order of ids
  passed int not null default 0,
  state text not null default 'open' check (state in ('open', 'done', 'expired', 'stopped', 'failed')),
  primary key (notice_id, round),
  check (passed between 0 and people),
  check ((reached is null) = (passed = 0)),
  check (state <> 'done' or passed = people)
);
create index notice_rounds_open on notice_rounds (account, priority, not_before) where state = 'open';
create index notice_rounds_week on notice_rounds (not_before) where routine;

-- What left together: everybody of the round after the stretch before, up to `to_person`. Never changed.
create table notice_stretches (
  notice_id uuid not null,
  round smallint not null,
  to_person uuid not null,
  place text not null check (length(place) = 6),
  version smallint not null,
  people int not null check (people >= 0),     -- to whom it was sent
  provider_ids text[],                         -- theirs, in the order of ids; null where the gateway gives none
  sent_at timestamptz not null,
  primary key (notice_id, round, to_person),
  foreign key (notice_id, round) references notice_rounds
);

-- Who may send for an account, and what of a round is in hand: if that process dies, these people's letters are uncertain.
create table account_hands (
  account text primary key,
  place text not null check (length(place) = 6),
  lease uuid not null,
  lease_until timestamptz not null,
  notice_id uuid,
  round smallint,
  to_person uuid,
  check ((notice_id is null) = (round is null) and (round is null) = (to_person is null)),
  foreign key (notice_id, round) references notice_rounds
);

-- `round` 0: nothing was sent, or a letter of its own in the outbox (as all were until now).
alter table deliveries
  drop constraint deliveries_pkey,
  drop constraint deliveries_notice_id_household_id_person_id_key,
  drop column id,
  add column round smallint not null default 0;
alter table deliveries add primary key (notice_id, round, person_id, household_id);
create index deliveries_household on deliveries (household_id, notice_id);
create index deliveries_letters on deliveries (notice_id) where outbox_id is not null;
create index deliveries_awaited on deliveries (person_id) where confirmed_at is null and excluded is null;
drop index deliveries_person;

do $$
declare t text;
begin
  foreach t in array array['notice_words', 'notice_rounds', 'notice_stretches', 'account_hands'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format(
      'create policy scope on %I using (starts_with(place, nullif(current_setting(''xiangban.scope'', true), '''')))', t);
  end loop;
end $$;
