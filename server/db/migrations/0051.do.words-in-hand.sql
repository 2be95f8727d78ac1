-- With which words whoever is in hand is written to: what may have arrived is not sent again with others.
alter table account_hands add column version smallint;
