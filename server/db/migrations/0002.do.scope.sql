-- Row-level security. The scope is set with `set local xiangban.scope` inside the transaction (server/db/scope.ts);
-- without it nothing is seen. A staff member's own id is in `xiangban.staff`: a case about somebody is hidden
-- from that person. Every table that carries a place gets the same policy; a test proves that none is missing.

do $$
declare t text;
begin
  for t in
    select c.relname from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attname = 'place' and not a.attisdropped
    where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace
  loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format(
      'create policy scope on %I using (starts_with(place, nullif(current_setting(''xiangban.scope'', true), '''')))', t);
  end loop;
end $$;

create policy not_about_me on cases as restrictive
  using (nullif(current_setting('xiangban.staff', true), '') is null
         or not (nullif(current_setting('xiangban.staff', true), '')::uuid = any (hidden_from)));
