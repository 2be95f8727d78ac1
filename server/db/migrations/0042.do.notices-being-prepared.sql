-- What a member of staff writes on a page before it goes out: changed as often as they like, released once.

-- A picture, a voice note or a paper that goes with a notice, as it came.
create table notice_files (
  id uuid primary key,
  place text not null check (length(place) in (6, 9, 12)),
  kind text not null check (kind in ('image', 'voice', 'file')),
  mime text not null,
  bytes int not null check (bytes > 0),
  sha256 bytea not null,
  sealed bytea not null,
  staff_id uuid not null references staff,
  at timestamptz not null
);

create table prepared_notices (
  id uuid primary key,
  place text not null check (length(place) in (6, 9, 12)), -- the author's
  author_id uuid not null references staff,
  sealed bytea not null,                       -- { text, link?, fileName?, template? }
  whom jsonb not null default '{}',
  soon text not null check (soon in ('plain', 'urgent', 'danger')),
  leaves_at timestamptz,
  file_id uuid references notice_files,
  state text not null default 'open' check (state in ('open', 'released', 'dropped')),
  notice_id uuid references notices,           -- what it became in a village
  announcement_id uuid references announcements, -- or above: drafts of the villages
  created_at timestamptz not null,
  changed_at timestamptz not null,
  check ((state = 'released') = (notice_id is not null or announcement_id is not null))
);
create index prepared_notices_open on prepared_notices (place, changed_at) where state = 'open';

-- What every village is to announce goes to some of its families, perhaps, and may bring a file or a card.
alter table announcements add column whom jsonb not null default '{}';
alter table announcements add column file_id uuid references notice_files;

do $$
declare t text;
begin
  foreach t in array array['notice_files', 'prepared_notices'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format(
      'create policy scope on %I using (starts_with(place, nullif(current_setting(''xiangban.scope'', true), '''')))', t);
    execute format(
      'create policy stand_in on %I using (length(place) = 12 and place = any (string_to_array(nullif(current_setting(''xiangban.also'', true), ''''), '','')))', t);
  end loop;
end $$;
