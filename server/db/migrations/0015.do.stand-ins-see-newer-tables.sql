-- Whoever stands in sees the village in the tables that came after 0005 as well.
do $$
declare t text;
begin
  for t in
    select c.relname from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attname = 'place' and not a.attisdropped
    where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace
      and not exists (select 1 from pg_policy p where p.polrelid = c.oid and p.polname = 'stand_in')
  loop
    execute format(
      'create policy stand_in on %I using (length(place) = 12 and place = any (string_to_array(nullif(current_setting(''xiangban.also'', true), ''''), '','')))', t);
  end loop;
end $$;
