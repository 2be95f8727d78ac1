-- A child leaves the list for one of five reasons, and comes back to it as it was within the days of the county's policy.
alter table exits
  add column begun_by uuid references staff,   -- a member of staff began it; else a family, or the house by itself
  add column sealed bytea,                     -- what they wrote: { note }
  add column left_at timestamptz,
  add column undone_by uuid references staff,
  add column undone_for uuid references people, -- whose word it was
  add column undone_at timestamptz;
alter table exits no force row level security;
update exits set left_at = supervisor_at where state = 'left';
alter table exits force row level security;
alter table exits
  drop constraint exits_reason_check,
  drop constraint exits_state_check,
  drop constraint exits_check1,
  add constraint exits_reason_check check (reason in ('parents-back', 'sixteen', 'moved', 'death', 'wrong-entry')),
  add constraint exits_state_check check (state in ('asked', 'director-agreed', 'left', 'refused', 'undone')),
  -- one person alone may say that somebody is sixteen or has moved, where the county decides so; nothing else
  add constraint exits_two check (state not in ('left', 'undone') or (
    director_id is not null and was is not null and left_at is not null
    and (supervisor_id is not null or reason in ('sixteen', 'moved')))),
  add constraint exits_undone check ((state = 'undone') = (undone_at is not null));
create index exits_left on exits (left_at) where state = 'left';
create index exits_child on exits (child_id);

-- Nothing automatic is said to a family whose child has died, until a person says so.
alter table holds
  drop constraint holds_pkey,
  alter column case_id drop not null,
  add column exit_id uuid references exits,
  add constraint holds_case unique (case_id, person_id),
  add constraint holds_exit unique (exit_id, person_id),
  add check (num_nonnulls(case_id, exit_id) = 1);

alter table dropped_questions
  drop constraint dropped_questions_reason_check,
  add constraint dropped_questions_reason_check
    check (reason in ('expired', 'superseded', 'too-many', 'stopped', 'vanished', 'left'));
