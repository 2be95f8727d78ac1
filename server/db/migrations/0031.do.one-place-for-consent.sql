-- Whoever asks a family about the care of children reads them here: on the list, and nobody has refused for them. The
-- view sees what its reader's own scope sees.
create view children_asked_about with (security_invoker = true) as
  select id, place, household_id, sealed, birth_date, state, consent, created_at from children
  where state <> 'left' and consent <> 'refused';

-- Forgetting what one person has said and read (families/erase-words.ts).
create index inbox_words on inbox (contact_id) where sealed is not null and state <> 'waiting';
create index outbox_words on outbox (contact_id) where sealed is not null and state not in ('queued', 'claimed');
create index late_answers_person on late_answers (person_id);
create index requests_person on requests (person_id);
