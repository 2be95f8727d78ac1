-- Somebody above the villages says that life is in danger: it does not wait for the morning.
alter table announcements add column danger boolean not null default false;
alter table announcements add check (urgent or not danger);
