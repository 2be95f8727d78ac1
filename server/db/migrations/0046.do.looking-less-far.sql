-- Who was ever something to a child is looked for too, not only who is today.
drop index relations_person;
create index relations_person on relations (person_id);
create index relations_child on relations (child_id);

-- The few rows of the calendar among every family's weekly questions.
create index due_items_calendar on due_items (place, due_at) where kind = 'calendar-notice';
