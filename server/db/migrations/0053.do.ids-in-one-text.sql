-- The gateway's ids of what left together, a line for each person in the order of ids, empty where the gateway gave none.
-- Nobody asks for one of them by itself, so they need not be read apart when they are written down.
alter table notice_stretches
  alter column provider_ids type text using array_to_string(provider_ids, E'\n', '');
