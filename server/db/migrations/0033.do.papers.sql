-- What somebody told for a paper is looked up when they are asked for the next one.
create index entrustment_acts_told on entrustment_acts (person_id) where act = 'tells';
