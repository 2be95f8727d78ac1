-- An answer that comes after a step of a ladder is told, once, to whoever the step was told to.
alter table requests add column told_overdue uuid[] not null default '{}';    -- staff who were told that nobody answered
alter table cases add column told_again uuid[] not null default '{}';         -- staff who were told that nobody took it on

-- The director's line about a silence was closed by an answer: shown once on the list, then never again.
alter table tasks add column answer_shown_at timestamptz;
create index tasks_answered on tasks (place, done_at)
  where kind = 'silent' and done_at is not null and done_by is null and answer_shown_at is null;
