-- Instansi: pemda, SKPD, units, kecamatan, kelurahan, vertical agencies, BUMD; a tree.
CREATE TABLE agencies (
    id              BLOB NOT NULL PRIMARY KEY,
    code            TEXT NOT NULL UNIQUE,
    name            TEXT NOT NULL,
    kind            TEXT NOT NULL,
    class           TEXT NOT NULL,
    -- The government whose tree this is (63, 63.01 … 63.72); NULL for vertical agencies.
    government_code TEXT REFERENCES regions (code),
    region_code     TEXT REFERENCES regions (code),
    parent_id       BLOB REFERENCES agencies (id),
    address         TEXT,
    postal_code     TEXT,
    phone           TEXT,
    email           TEXT,
    website         TEXT,
    active_from     TEXT NOT NULL,
    active_to       TEXT,
    end_reason      TEXT,
    successor_id    BLOB REFERENCES agencies (id),
    search_text     TEXT NOT NULL,
    version         INTEGER NOT NULL,
    created_at      INTEGER NOT NULL,
    updated_at      INTEGER NOT NULL
) STRICT;
CREATE INDEX agencies_by_parent ON agencies (parent_id, code);
CREATE INDEX agencies_by_government ON agencies (government_code, code);

-- Every agency with every agency above it and itself (depth 0): "in my tree" is one indexed join on both databases.
CREATE TABLE agency_ancestors (
    agency_id   BLOB NOT NULL REFERENCES agencies (id),
    ancestor_id BLOB NOT NULL REFERENCES agencies (id),
    depth       INTEGER NOT NULL,
    PRIMARY KEY (agency_id, ancestor_id)
) STRICT;
CREATE INDEX agency_descendants ON agency_ancestors (ancestor_id, agency_id);
