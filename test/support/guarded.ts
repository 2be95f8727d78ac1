import type pg from 'pg'

/** What every table with a place must say: seen, written and changed only where the scope, read once, is a prefix of the place. */
export const SCOPE = `COALESCE(starts_with(place, ( SELECT NULLIF(current_setting('xiangban.scope'::text, true), ''::text) AS "nullif")), false)`
/** Besides, whoever stands in sees exactly the villages named. */
const STAND_IN = `((length(place) = 12) AND (place = ANY (( SELECT string_to_array(NULLIF(current_setting('xiangban.also'::text, true), ''::text), ','::text) AS string_to_array)::text[])))`
const NOT_ABOUT_ME = `((( SELECT NULLIF(current_setting('xiangban.staff'::text, true), ''::text) AS "nullif") IS NULL) OR (NOT (( SELECT (NULLIF(current_setting('xiangban.staff'::text, true), ''::text))::uuid AS "nullif") = ANY (hidden_from))))`

/** The tables with rows that are kept from staff they concern. */
const HIDING = [
  'cases',
  'tasks',
  'care_checklist_answers',
  'entrustments',
  'entrustment_acts',
  'signed_sheets',
  'notices_to_hand',
]

/** The tables that carry a place. */
export async function scopedTables(client: pg.ClientBase): Promise<string[]> {
  const { rows } = await client.query(
    `select c.relname as name from pg_class c
     join pg_attribute a on a.attrelid = c.oid and a.attname = 'place' and not a.attisdropped
     where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace order by 1`,
  )
  return rows.map(row => row.name)
}

/**
 * What row-level security does not cover, by name: a table with a place whose policies are not exactly those above,
 * enabled and forced; a table that hangs on one of them and has no place; a view that reads as its owner; a function
 * that runs as its owner; a role that may pass every policy.
 */
export async function unguarded(client: pg.ClientBase, role: string): Promise<string[]> {
  const { rows: tables } = await client.query(
    `select c.relname as name, c.relrowsecurity and c.relforcerowsecurity as on,
            coalesce(jsonb_agg(jsonb_build_object(
              'name', p.polname, 'command', p.polcmd, 'permissive', p.polpermissive, 'everybody', p.polroles = '{0}',
              'using', pg_get_expr(p.polqual, p.polrelid), 'check', pg_get_expr(p.polwithcheck, p.polrelid)))
              filter (where p.oid is not null), '[]') as policies
     from pg_class c left join pg_policy p on p.polrelid = c.oid
     where c.relname = any($1) and c.relnamespace = 'public'::regnamespace group by c.oid order by 1`,
    [await scopedTables(client)],
  )
  const { rows: others } = await client.query(
    `select distinct k.conrelid::regclass::text as name from pg_constraint k
     where k.contype = 'f' and exists (select 1 from pg_attribute where attrelid = k.confrelid and attname = 'place')
       and not exists (select 1 from pg_attribute where attrelid = k.conrelid and attname = 'place' and not attisdropped)
     union all
     select relname from pg_class where relnamespace = 'public'::regnamespace
       and (relkind = 'm' or relkind = 'v' and not coalesce(reloptions::text ~ 'security_invoker=(true|on|1)', false))
     union all
     select proname from pg_proc where pronamespace = 'public'::regnamespace and prosecdef
     union all
     select rolname from pg_roles where rolname = $1 and (rolsuper or rolbypassrls)
     union all
     select c.relname from pg_class c join pg_roles r on r.oid = c.relowner
     where r.rolname = $1 and c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'S')`,
    [role],
  )
  return [...tables.filter(table => !isGuarded(table)), ...others].map(row => row.name)
}

type Policy = {
  name: string
  command: string
  permissive: boolean
  everybody: boolean
  using: string
  check: string | null
}

function isGuarded({ name, on, policies }: { name: string; on: boolean; policies: Policy[] }): boolean {
  const has = (permissive: boolean, using: string) =>
    policies.some(
      one =>
        one.permissive === permissive &&
        one.using === using &&
        one.command === '*' &&
        one.everybody &&
        one.check === null,
    )
  const hides = HIDING.includes(name)
  const wanted = 1 + Number(has(true, STAND_IN)) + Number(hides)
  return on && policies.length === wanted && has(true, SCOPE) && (!hides || has(false, NOT_ABOUT_ME))
}
