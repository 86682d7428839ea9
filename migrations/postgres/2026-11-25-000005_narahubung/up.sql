-- Penunjukan narahubung: who answers for an agency, from when to when. Ended rows stay as history.
CREATE TABLE narahubung (
    id             uuid NOT NULL PRIMARY KEY,
    agency_id      uuid NOT NULL REFERENCES agencies (id),
    person_name    text NOT NULL,
    staff_number   text,
    post           text NOT NULL,
    phone          text NOT NULL,
    email          text,
    level          text NOT NULL,
    role           text NOT NULL CHECK (role IN ('primary', 'deputy')),
    decree_number  text NOT NULL,
    decree_on      date NOT NULL,
    signer_post    text NOT NULL,
    valid_from     date NOT NULL,
    valid_to       date,
    end_reason     text,
    contact_hours  text,
    user_id        uuid REFERENCES users (id),
    -- Name, post and decree, folded for search.
    search_text    text NOT NULL,
    version        bigint NOT NULL,
    created_at     timestamptz NOT NULL,
    updated_at     timestamptz NOT NULL
);
CREATE INDEX narahubung_by_agency ON narahubung (agency_id, role, valid_from);
CREATE INDEX narahubung_by_end ON narahubung (valid_to, id);
CREATE INDEX narahubung_by_user ON narahubung (user_id, valid_from);
