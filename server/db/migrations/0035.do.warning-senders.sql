-- Who may send weather warnings to a county, and the secrets they sign with: two at a time while one is changed.
create table warning_senders (
  id uuid primary key,
  place text not null check (length(place) = 6),
  code text not null unique,                   -- what they call themselves: 341226-1f3a9c20
  name text not null,                          -- the station or office
  since timestamptz not null,
  until timestamptz check (until >= since)
);
create index warning_senders_place on warning_senders (place) where until is null;

create table warning_secrets (
  id uuid primary key,
  place text not null check (length(place) = 6),
  sender_id uuid not null references warning_senders,
  sealed bytea not null,                       -- { secret }
  since timestamptz not null,
  until timestamptz check (until >= since)
);
create index warning_secrets_sender on warning_secrets (sender_id) where until is null;

do $$
declare t text;
begin
  foreach t in array array['warning_senders', 'warning_secrets'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format(
      'create policy scope on %I using (starts_with(place, nullif(current_setting(''xiangban.scope'', true), '''')))', t);
  end loop;
end $$;
