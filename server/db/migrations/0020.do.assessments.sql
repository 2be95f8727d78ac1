-- 照护能力评估: what a director found at a carer's home, about one child and one carer. The grade is a person's judgement.

create table capacity_assessments (
  id uuid primary key,                         -- drawn with the draft, so that the same form posted twice is one row
  place text not null check (length(place) = 12),
  child_id uuid not null references children,
  carer_id uuid not null references people,
  staff_id uuid not null references staff,
  grade text not null check (grade in ('good', 'fair', 'poor')),
  -- One of the four kinds of people to whom no child may be entrusted (未成年人保护法 22).
  excluded boolean not null,
  visited_on date not null,
  next_on date not null,
  sealed bytea not null,                       -- the fields of the form (server/assessments/fields.ts)
  wording text not null,                       -- version of the form
  recorded_at timestamptz not null,
  check (next_on > visited_on)
);
create index capacity_assessments_pair on capacity_assessments (child_id, carer_id, visited_on);
create index capacity_assessments_place on capacity_assessments (place);

-- What somebody has typed so far, exactly as typed.
create table assessment_drafts (
  id uuid not null,
  place text not null check (length(place) = 12),
  staff_id uuid not null references staff,
  child_id uuid not null references children,
  carer_id uuid not null references people,
  sealed bytea not null,
  saved_at timestamptz not null,
  primary key (staff_id, child_id, carer_id)
);

do $$
declare t text;
begin
  foreach t in array array['capacity_assessments', 'assessment_drafts'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format(
      'create policy scope on %I using (starts_with(place, nullif(current_setting(''xiangban.scope'', true), '''')))', t);
    execute format(
      'create policy stand_in on %I using (length(place) = 12 and place = any (string_to_array(nullif(current_setting(''xiangban.also'', true), ''''), '','')))', t);
  end loop;
end $$;
