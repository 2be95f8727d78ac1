-- The signed and sealed paper, photographed or scanned back: what it shows lies sealed, as it came.
create table signed_sheets (
  id uuid primary key,
  place text not null check (length(place) = 12),
  entrustment_id uuid not null references entrustments,
  version int not null,                        -- of the document that was on paper
  document_hash text not null,
  mime text not null check (mime in ('image/jpeg', 'image/png', 'application/pdf')),
  bytes int not null check (bytes > 0),
  sha256 bytea not null,
  sealed bytea not null,
  staff_id uuid not null references staff,
  at timestamptz not null,
  hidden_from uuid[] not null default '{}',    -- as the entrustment's
  unique (entrustment_id, sha256)
);
alter table signed_sheets enable row level security;
alter table signed_sheets force row level security;
create policy scope on signed_sheets
  using (starts_with(place, nullif(current_setting('xiangban.scope', true), '')));
create policy stand_in on signed_sheets
  using (length(place) = 12 and place = any (string_to_array(nullif(current_setting('xiangban.also', true), ''), ',')));
create policy not_about_me on signed_sheets as restrictive
  using (nullif(current_setting('xiangban.staff', true), '') is null
    or not (nullif(current_setting('xiangban.staff', true), '')::uuid = any (hidden_from)));
