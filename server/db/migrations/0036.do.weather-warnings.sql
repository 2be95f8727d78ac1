-- Weather warnings as they came, what became of each, and who decided. Only the county sees them; what families and
-- directors are told goes out as notices and messages.
create table warnings (
  id uuid primary key,
  place text not null check (length(place) = 6),
  identifier text not null,
  sender text not null,                        -- how the message calls its sender
  sender_id uuid references warning_senders,
  author_id uuid references staff,             -- who pasted it, where a county has no feed
  status text not null check (status in ('Actual', 'Exercise', 'System', 'Test', 'Draft')),
  change text not null check (change in ('Alert', 'Update', 'Cancel', 'Ack', 'Error')),
  kind text not null,
  level text check (level in ('red', 'orange', 'yellow', 'blue')),
  digest bytea not null,                       -- of what it says: the same identifier with other words is another thing
  refers_to text[] not null default '{}',      -- identifiers of what it updates or cancels
  areas text[] not null default '{}',          -- division codes of 6, 9 or 12 digits below which it holds
  doubts text[] not null default '{}',         -- why a person must look at it
  sealed bytea not null,                       -- the words, and the message as it came
  sent_at timestamptz not null,
  effective_at timestamptz not null,
  expires_at timestamptz not null,
  received_at timestamptz not null,
  state text not null check (state in (
    'kept', 'waiting', 'planned', 'given', 'staff', 'replaced', 'cancelled', 'expired', 'elsewhere', 'dropped')),
  notice_id uuid references notices,
  given_at timestamptz,
  decided_by uuid references staff,
  decided_at timestamptz,
  unique (place, identifier),
  check ((decided_by is null) = (decided_at is null))
);
create index warnings_received on warnings (place, received_at desc);
create index warnings_given on warnings (place, given_at) where given_at is not null;
create index warnings_refer on warnings using gin (refers_to);

alter table warnings enable row level security;
alter table warnings force row level security;
create policy scope on warnings
  using (starts_with(place, nullif(current_setting('xiangban.scope', true), '')));

alter table notices drop constraint notices_kind_check;
alter table notices add constraint notices_kind_check check (kind in ('director', 'season', 'holiday', 'weather'));
