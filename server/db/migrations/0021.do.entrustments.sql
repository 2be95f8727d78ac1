-- Care entrusted to somebody, from the parents' and the carer's yes to the paper filed with the township. The columns
-- say what has happened; `state` follows from them and is never written, and no row can be where no legal way leads.
create table entrustments (
  id uuid primary key,
  place text not null check (length(place) = 12),
  township text not null generated always as (left(place, 9)) stored,
  no int not null,                             -- what the director types: 委托 3
  child_id uuid not null references children,
  carer_id uuid not null references people,
  replaces uuid references entrustments,       -- the one that ends when this one is confirmed
  opened_at timestamptz not null,
  opened_by uuid references staff,             -- null: by itself, when both sides had named the same carer
  from_day date not null,
  until_day date not null,
  carer_kind text check (carer_kind in ('grandparent', 'adult-sibling', 'other-relative', 'friend', 'neighbour')),
  needs text[] not null default '{}' check (needs <@ array['village', 'supervising', 'designation']),

  -- what is agreed to: the wording, and the facts as they stood (server/entrustment/document.ts)
  version int not null default 1 check (version > 0),
  wording text not null,
  document_hash text not null,
  sealed bytea not null,

  -- the parties
  parent_cleared_at timestamptz,               -- a parent was asked about the four exclusions, whatever the answer
  parent_agreed_at timestamptz,
  parent_agreed_by uuid references people,
  carer_cleared_at timestamptz,
  carer_agreed_at timestamptz,
  child_view text check (child_view in ('willing', 'unwilling', 'cannot-say')),
  child_heard_at timestamptz,

  -- the village and the township
  carer_adult_at timestamptz,                  -- of age by the number on record, or somebody saw the identity card
  village_agreed_at timestamptz,
  supervising_at timestamptz,                  -- a supervising person is named
  designated_at timestamptz,                   -- the township has designated the neighbour
  checked_at timestamptz,                      -- the director looked into the four exclusions, and found none
  witnessed_at timestamptz,
  witnessed_by uuid references staff,
  printed_at timestamptz,
  signed_at timestamptz,
  filed_at timestamptz,

  stopped_at timestamptz,                      -- somebody named an exclusion; by whom stands in the acts
  ended_at timestamptz,
  end_reason text check (end_reason in (
    'changed', 'parent-refused', 'carer-refused', 'village-refused', 'prohibited',
    'parents-back', 'sixteen', 'moved', 'death', 'wrong-entry', 'expired')),
  hidden_from uuid[] not null default '{}',    -- staff who are family of the child, or the carer

  state text not null generated always as (case
    when end_reason = 'changed' then 'changed'
    when end_reason in ('parent-refused', 'carer-refused', 'village-refused', 'prohibited') then 'refused'
    when end_reason is not null then 'ended'
    when stopped_at is not null then 'stopped'
    when parent_agreed_at is null then 'waiting-parent'
    when carer_agreed_at is null then 'waiting-carer'
    when witnessed_at is null then 'waiting-village'
    when printed_at is null then 'confirmed'
    when signed_at is null then 'printed'
    when filed_at is null then 'signed'
    else 'filed' end) stored,

  unique (township, no),
  check (until_day > from_day),
  check ((parent_agreed_at is null) = (parent_agreed_by is null)),
  check (parent_agreed_at is null or parent_cleared_at is not null),
  check (carer_agreed_at is null or carer_cleared_at is not null),
  check ((child_view is null) = (child_heard_at is null)),
  check ((witnessed_at is null) = (witnessed_by is null)),
  check (witnessed_at is null or (
    parent_agreed_at is not null and carer_agreed_at is not null and checked_at is not null and child_view is not null
    and carer_adult_at is not null and carer_kind is not null
    and (village_agreed_at is not null or not needs @> array['village'])
    and (supervising_at is not null or not needs @> array['supervising'])
    and (designated_at is not null or not needs @> array['designation']))),
  check (printed_at is null or witnessed_at is not null),
  check (signed_at is null or printed_at is not null),
  check (filed_at is null or signed_at is not null),
  check (stopped_at is null or (witnessed_at is null and checked_at is null)),
  check ((ended_at is null) = (end_reason is null))
);
create unique index entrustments_living on entrustments (child_id, carer_id) where ended_at is null;
-- However many are on their way, one is in force.
create unique index entrustments_in_force on entrustments (child_id) where witnessed_at is not null and ended_at is null;
create index entrustments_open on entrustments (place, no) where ended_at is null;
create index entrustments_carer on entrustments (carer_id) where ended_at is null;

-- Every act, as it was done. Rows are only ever added.
create table entrustment_acts (
  n bigint generated always as identity,       -- in the order in which they counted
  id uuid primary key,
  place text not null check (length(place) = 12),
  entrustment_id uuid not null references entrustments,
  act text not null,
  party text not null check (party in ('parent', 'carer', 'director', 'supervisor', 'county', 'house')),
  person_id uuid references people,            -- whose word it was
  staff_id uuid references staff,              -- who did it, or wrote it down
  how text not null check (how in ('wechat', 'page', 'phone', 'door', 'house')),
  version int not null,
  wording text not null,
  document_hash text not null,
  sealed bytea not null,                       -- answers and words; one who may not know does not see the row
  contact_id uuid references contacts,
  key text not null,                           -- the inbox key, or that of the page's form: the same act counts once
  at timestamptz not null,
  hidden_from uuid[] not null default '{}',
  unique (entrustment_id, act, key)
);
create index entrustment_acts_of on entrustment_acts (entrustment_id, at);

create function only_added() returns trigger language plpgsql as $$
begin
  raise exception '% only ever grows', tg_table_name using errcode = '42501';
end $$;
create trigger only_added before update or delete on entrustment_acts for each row execute function only_added();

do $$
declare t text;
begin
  foreach t in array array['entrustments', 'entrustment_acts'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format(
      'create policy scope on %I using (starts_with(place, nullif(current_setting(''xiangban.scope'', true), '''')))', t);
    execute format(
      'create policy stand_in on %I using (length(place) = 12 and place = any (string_to_array(nullif(current_setting(''xiangban.also'', true), ''''), '','')))', t);
    execute format(
      'create policy not_about_me on %I as restrictive using (nullif(current_setting(''xiangban.staff'', true), '''') is null
         or not (nullif(current_setting(''xiangban.staff'', true), '''')::uuid = any (hidden_from)))', t);
  end loop;
end $$;

alter table numbers drop constraint numbers_kind_check;
alter table numbers add constraint numbers_kind_check
  check (kind in ('tasks', 'requests', 'cases', 'bindings', 'exits', 'entrustments'));
