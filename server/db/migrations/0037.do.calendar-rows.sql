-- What a county has decided about its calendar (server/notices/calendar): rules of what is said when, school vacations,
-- exams, the year's legal holidays. A row replaces ours of the same kind and key from its first day to its last one;
-- where several hold, the one that began last counts. Rows are never changed: what is written anew stands beside.
create table calendar_rows (
  id uuid primary key,
  place text not null check (length(place) = 6),
  kind text not null check (kind in ('rule', 'vacation', 'exam', 'holidays')),
  key text not null,
  value jsonb not null,                        -- json null: a rule of ours is silent
  source text not null check (source <> ''),
  valid_from date not null,
  valid_to date check (valid_to >= valid_from),
  written_at timestamptz not null,
  written_by uuid references staff             -- null: by a command, or by another machine
);
create index calendar_rows_place on calendar_rows (place, kind, key, valid_from);

-- A county's own words above ours, by the key of our text (seasons:weekend-parent) and language. Null: ours again.
create table wordings (
  id uuid primary key,
  place text not null check (length(place) = 6),
  key text not null,
  language text not null check (language in ('zh-CN', 'en')),
  text text check (text <> ''),
  source text not null check (source <> ''),
  valid_from date not null,
  valid_to date check (valid_to >= valid_from),
  written_at timestamptz not null,
  written_by uuid references staff
);
create index wordings_place on wordings (place, key, valid_from);

do $$
declare t text;
begin
  foreach t in array array['calendar_rows', 'wordings'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format(
      'create policy scope on %I using (starts_with(place, nullif(current_setting(''xiangban.scope'', true), '''')))', t);
  end loop;
end $$;
