-- What families decide in the chat: the language, the part of the day, a child's own consent; and who helped them in.

-- Somebody not bound yet has no row in `people`.
alter table contacts add column language text check (language in ('zh-CN', 'en'));

-- When routine messages suit somebody who works at night; null: at any time.
alter table people add column part_of_day text check (part_of_day in ('morning', 'noon', 'afternoon', 'evening'));

-- Where the parents' separate consent for the data of a child under 14 stands: what the rows below amount to, and
-- 'asked' so that nobody is asked twice.
alter table children add column consent text not null default 'unasked'
  check (consent in ('unasked', 'asked', 'agreed', 'refused'));

-- What a father or mother said about it, each answer with the wording that was shown.
create table child_consents (
  id uuid primary key,
  place text not null check (length(place) = 12),
  child_id uuid not null references children,
  person_id uuid not null references people,
  answer text not null check (answer in ('agreed', 'refused')),
  wording text not null,
  contact_id uuid references contacts,
  inbox_key text,
  at timestamptz not null
);
create index child_consents_child on child_consents (child_id, at);
alter table child_consents enable row level security;
alter table child_consents force row level security;
create policy scope on child_consents
  using (starts_with(place, nullif(current_setting('xiangban.scope', true), '')));

-- A code given out in person by a member of staff, and the binding that came of it.
alter table codes add column issued_by uuid references staff;
alter table bindings add column helped_by uuid references staff;
