-- What a list for a whole county looks for: what was done lately, and who joined lately.
create index care_contacts_at on care_contacts (at, place);
create index check_ins_asked on check_ins (asked_at, place);
create index bindings_bound on bindings (bound_at) where ended_at is null;
create index bindings_untold on bindings (place) where ended_at is null and told_director_at is null;
