-- Programs call the API with a token: issued and revoked by commands, stored as a hash, seeing what staff of its place see.
create table api_tokens (
  id uuid primary key,
  place text not null check (length(place) in (6, 9, 12)),
  name text not null check (name <> ''),       -- which system it was given to
  may text[] not null check (cardinality(may) > 0),
  token_hash bytea not null unique,
  issued_at timestamptz not null,
  expires_at timestamptz not null check (expires_at > issued_at),
  revoked_at timestamptz
);

-- What a write was answered: the same key with the same body gets it again.
create table api_answers (
  token_id uuid not null references api_tokens,
  key text not null,
  place text not null check (length(place) in (6, 9, 12)),
  request bytea not null,                      -- sha256 of the address and the body
  status smallint,
  sealed bytea,
  at timestamptz not null,
  primary key (token_id, key)
);
create index api_answers_age on api_answers (at);

do $$
declare t text;
begin
  foreach t in array array['api_tokens', 'api_answers'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format(
      'create policy scope on %I using (starts_with(place, nullif(current_setting(''xiangban.scope'', true), '''')))', t);
  end loop;
end $$;
