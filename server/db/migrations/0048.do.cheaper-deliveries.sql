-- A notice to a whole county writes a row for each of its adults; each row costs what is checked and indexed about it
-- (docs/decisions/0030).

-- Rows are written only by statements that read the household, the person and the notice in the same breath, and nobody may
-- delete those (server/db/migrate.ts, a test): a check of each row by itself took three quarters of the time.
alter table deliveries
  drop constraint deliveries_notice_id_fkey,
  drop constraint deliveries_household_id_fkey,
  drop constraint deliveries_person_id_fkey,
  drop constraint deliveries_outbox_id_fkey,
  drop constraint deliveries_recorded_by_fkey;

-- Households were found by an index in an order in which no notice is written. Whoever confirmed or was reminded is few, and
-- written down one by one; everybody else of a household is found through its children (server/notices/confirm-household.ts).
drop index deliveries_household;
create index deliveries_confirmed on deliveries (notice_id, household_id) where confirmed_at is not null;
create index deliveries_reminded on deliveries (notice_id, household_id) where reminded_at is not null;
