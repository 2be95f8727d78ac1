-- What matters as evidence, and who looked at children's data: one record per county, written once, chained by
-- hashes (docs/decisions/0021). The words lie in `sealed` and may be forgotten; everything else is never changed.

-- Where a county's record ends: no family data, so no place. Moved by the chain alone, one row at a time.
create table evidence_heads (
  county text primary key check (county ~ '^\d{6}$'),
  n bigint not null check (n >= 0),
  hash bytea not null
);

create table evidence (
  place text not null check (place ~ '^\d{6}(\d{3}(\d{3})?)?$'),  -- the county for what a village must not see
  county text not null generated always as (left(place, 6)) stored,
  n bigint not null,
  at timestamptz not null,
  kind text not null check (kind ~ '^[a-z0-9-]+$'),
  subjects uuid[] not null,                    -- children, people, staff, cases … it is about
  sealed bytea,                                -- canonical JSON with a salt; null once forgotten
  digest bytea not null,                       -- sha256 of what is sealed
  previous bytea not null,
  hash bytea not null,                         -- sha256 over the columns before it (server/evidence/chain.ts)
  primary key (county, n)
);
alter table evidence enable row level security;
alter table evidence force row level security;
create policy scope on evidence
  using (starts_with(place, nullif(current_setting('xiangban.scope', true), '')));
create policy stand_in on evidence
  using (length(place) = 12 and place = any (string_to_array(nullif(current_setting('xiangban.also', true), ''), ',')));

-- Whoever writes says what happened; its number and its hashes are the chain's. The head stays locked until the
-- transaction ends: what goes into the record goes in last.
create function chain_evidence() returns trigger language plpgsql as $$
declare head evidence_heads;
begin
  select * into head from evidence_heads where county = left(new.place, 6) for update;
  if not found then
    insert into evidence_heads values (left(new.place, 6), 0, sha256('')) on conflict do nothing;
    select * into head from evidence_heads where county = left(new.place, 6) for update;
  end if;
  new.n := head.n + 1;
  new.previous := head.hash;
  new.hash := sha256(convert_to(concat_ws(E'\n', 'evidence/1', new.place, new.n,
    (extract(epoch from new.at) * 1000000)::bigint, new.kind, array_to_string(new.subjects, ','),
    encode(new.digest, 'hex'), encode(new.previous, 'hex')), 'UTF8'));
  update evidence_heads set n = new.n, hash = new.hash where county = head.county;
  return new;
end $$;
create trigger chain before insert on evidence for each row execute function chain_evidence();

-- What was written stays; only what is sealed may be forgotten.
create function keep_evidence() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and new.sealed is null
     and (old.place, old.n, old.at, old.kind, old.subjects, old.digest, old.previous, old.hash)
       is not distinct from (new.place, new.n, new.at, new.kind, new.subjects, new.digest, new.previous, new.hash)
  then return new; end if;
  raise exception 'evidence is kept as it was written' using errcode = 'insufficient_privilege';
end $$;
create trigger keep before update or delete on evidence for each row execute function keep_evidence();

create function move_head() returns trigger language plpgsql as $$
begin
  if pg_trigger_depth() > 1 and (tg_op = 'INSERT' and new.n = 0 or tg_op = 'UPDATE' and new.county = old.county and new.n = old.n + 1)
  then return new; end if;
  raise exception 'the record moves only forward, by what is written' using errcode = 'insufficient_privilege';
end $$;
create trigger move before insert or update or delete on evidence_heads for each row execute function move_head();

-- Where each record ended on a day, as it was told outside the database.
create table evidence_roots (
  county text not null check (county ~ '^\d{6}$'),
  day date not null,
  n bigint not null,
  hash bytea not null,
  at timestamptz not null,
  primary key (county, day)
);
