-- Whose rows are seen is read from the settings once for a statement, not for each row: of a county's list that was half of
-- what looking at a row cost. `coalesce` says nothing new; without it PostgreSQL expects next to no rows of a scope it has not
-- read yet, and plans for those.
do $$
declare p record;
begin
  for p in select polrelid::regclass::text as name, polname from pg_policy loop
    execute format('alter policy %I on %s using (%s)', p.polname, p.name, case p.polname
      when 'stand_in' then
        'length(place) = 12 and place = any ((select string_to_array(nullif(current_setting(''xiangban.also'', true), ''''), '',''))::text[])'
      when 'not_about_me' then
        '(select nullif(current_setting(''xiangban.staff'', true), '''')) is null
         or not ((select nullif(current_setting(''xiangban.staff'', true), '''')::uuid) = any (hidden_from))'
      else 'coalesce(starts_with(place, (select nullif(current_setting(''xiangban.scope'', true), ''''))), false)' end);
  end loop;
end $$;
