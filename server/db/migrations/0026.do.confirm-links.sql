-- A link to the page on which one party of one entrustment reads the document and confirms it, once. It belongs to the
-- county: no village or township reads it. The secret is random (192 bits) and stored as a hash only.
create table confirm_links (
  id uuid primary key,
  place text not null check (length(place) = 6),
  entrustment_id uuid not null references entrustments,
  person_id uuid not null references people,
  contact_id uuid not null references contacts, -- whose WeChat it was sent to; it holds while that is theirs
  party text not null check (party in ('parent', 'carer')),
  document_hash text not null,                  -- of what is read; a document that changed needs another link
  token_hash bytea not null unique,
  issued_at timestamptz not null,
  issued_by uuid references staff,              -- null: they asked for it themselves
  expires_at timestamptz not null check (expires_at > issued_at),
  wrong int not null default 0 check (wrong >= 0), -- tries of the second factor
  ended_at timestamptz,
  ended_as text check (ended_as in ('used', 'replaced', 'locked')),
  form text,                                    -- the one form that used it: the same post again shows the same result
  decision text check (decision in ('agrees', 'refuses')),
  drawn boolean,                                -- with a signature by hand
  check ((ended_at is null) = (ended_as is null)),
  check ((ended_as is not distinct from 'used') = (form is not null and decision is not null and drawn is not null))
);
create index confirm_links_of on confirm_links (entrustment_id, person_id, issued_at);

alter table confirm_links enable row level security;
alter table confirm_links force row level security;
create policy scope on confirm_links
  using (starts_with(place, nullif(current_setting('xiangban.scope', true), '')));
