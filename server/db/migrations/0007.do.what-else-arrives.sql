-- What arrives in a chat besides a plain answer.

-- A place on the map is passed on while people talk; like a picture, only that it was sent is kept.
alter table request_messages drop constraint request_messages_kind_check;
alter table request_messages add constraint request_messages_kind_check
  check (kind in ('text', 'voice', 'image', 'location'));

-- Somebody took a message back. What was already done with it stands; both facts are shown.
alter table inbox add column recalled_at timestamptz;
create index inbox_recalled on inbox (recalled_at) where recalled_at is not null;
alter table request_messages add column recalled_at timestamptz;
alter table cases add column recalled_at timestamptz;

-- A question of the house that was never put, or not to its end, and why.
create table dropped_questions (
  id uuid primary key,
  place text not null,                         -- the person's village; the county for somebody not bound
  contact_id uuid not null references contacts,
  person_id uuid references people,
  flow text not null,
  subject uuid,                                -- the check-in it asked about
  reason text not null check (reason in ('expired', 'superseded', 'too-many', 'stopped', 'vanished')),
  at timestamptz not null
);
create index dropped_questions_at on dropped_questions (at);

-- An answer to a question that was already closed: kept beside whatever it still changed.
create table late_answers (
  id uuid primary key,
  place text not null,
  contact_id uuid not null references contacts,
  person_id uuid not null references people,
  flow text not null,
  subject uuid,                                -- the check-in
  children uuid[] not null,
  sealed bytea not null,                       -- { words }
  at timestamptz not null
);
create index late_answers_at on late_answers (at);

-- What a contact sent that got another answer than usual, counted by day. No words.
create table oddities (
  contact_id uuid not null references contacts,
  kind text not null check (kind in ('flood', 'repeat', 'loop', 'forged-notice', 'id-number', 'too-long', 'blank')),
  day date not null,
  place text not null,
  person_id uuid references people,
  times int not null default 1,
  last_at timestamptz not null,
  primary key (contact_id, kind, day)
);

do $$
declare t text;
begin
  foreach t in array array['dropped_questions', 'late_answers', 'oddities'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format(
      'create policy scope on %I using (starts_with(place, nullif(current_setting(''xiangban.scope'', true), '''')))', t);
  end loop;
end $$;
