-- Staff log in to pages from the chat: a one-time link, then a session. Both belong to the county: no village or
-- township reads them. Tokens are random (192 bits) and stored as hashes only.

create table login_links (
  id uuid primary key,
  place text not null check (length(place) = 6),
  staff_id uuid not null references staff,
  contact_id uuid not null references contacts, -- who asked for it: the session ends with this binding
  token_hash bytea not null unique,
  path text not null default '/console' check (path ~ '^/console(/[\w-]+)*$'), -- where it leads
  issued_at timestamptz not null,
  expires_at timestamptz not null check (expires_at > issued_at),
  ended_at timestamptz                         -- used, or replaced by a newer link
);
create index login_links_staff on login_links (staff_id) where ended_at is null;

create table staff_sessions (
  id uuid primary key,
  place text not null check (length(place) = 6),
  staff_id uuid not null references staff,
  staff_place text not null,                   -- moved elsewhere, they log in anew
  contact_id uuid not null references contacts,
  token_hash bytea not null unique,
  started_at timestamptz not null,
  idle_until timestamptz not null,
  expires_at timestamptz not null check (expires_at > started_at),
  ended_at timestamptz
);

do $$
declare t text;
begin
  foreach t in array array['login_links', 'staff_sessions'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format(
      'create policy scope on %I using (starts_with(place, nullif(current_setting(''xiangban.scope'', true), '''')))', t);
  end loop;
end $$;
