-- Penunjukan narahubung: who answers for an agency, from when to when. Ended rows stay as history.
CREATE TABLE narahubung (
    id             BLOB NOT NULL PRIMARY KEY,
    agency_id      BLOB NOT NULL REFERENCES agencies (id),
    person_name    TEXT NOT NULL,
    staff_number   TEXT,
    post           TEXT NOT NULL,
    phone          TEXT NOT NULL,
    email          TEXT,
    level          TEXT NOT NULL,
    role           TEXT NOT NULL CHECK (role IN ('primary', 'deputy')),
    decree_number  TEXT NOT NULL,
    decree_on      TEXT NOT NULL,
    signer_post    TEXT NOT NULL,
    valid_from     TEXT NOT NULL,
    valid_to       TEXT,
    end_reason     TEXT,
    contact_hours  TEXT,
    user_id        BLOB REFERENCES users (id),
    -- Name, post and decree, folded for search.
    search_text    TEXT NOT NULL,
    version        INTEGER NOT NULL,
    created_at     INTEGER NOT NULL,
    updated_at     INTEGER NOT NULL
) STRICT;
CREATE INDEX narahubung_by_agency ON narahubung (agency_id, role, valid_from);
CREATE INDEX narahubung_by_end ON narahubung (valid_to, id);
CREATE INDEX narahubung_by_user ON narahubung (user_id, valid_from);
