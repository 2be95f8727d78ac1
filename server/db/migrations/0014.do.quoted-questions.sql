-- A question of the house is found again when a reply quotes its words. Everything else is not in this index.
alter table outbox add column asks boolean not null default false;
create index outbox_asks on outbox (contact_id, id) where asks;
