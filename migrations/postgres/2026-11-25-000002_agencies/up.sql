-- Instansi: pemda, SKPD, units, kecamatan, kelurahan, vertical agencies, BUMD; a tree.
CREATE TABLE agencies (
    id              uuid NOT NULL PRIMARY KEY,
    code            text NOT NULL UNIQUE,
    name            text NOT NULL,
    kind            text NOT NULL,
    class           text NOT NULL,
    -- The government whose tree this is (63, 63.01 … 63.72); NULL for vertical agencies.
    government_code text REFERENCES regions (code),
    region_code     text REFERENCES regions (code),
    parent_id       uuid REFERENCES agencies (id),
    address         text,
    postal_code     text,
    phone           text,
    email           text,
    website         text,
    active_from     date NOT NULL,
    active_to       date,
    end_reason      text,
    successor_id    uuid REFERENCES agencies (id),
    search_text     text NOT NULL,
    version         bigint NOT NULL,
    created_at      timestamptz NOT NULL,
    updated_at      timestamptz NOT NULL
);
CREATE INDEX agencies_by_parent ON agencies (parent_id, code);
CREATE INDEX agencies_by_government ON agencies (government_code, code);

-- Every agency with every agency above it and itself (depth 0): "in my tree" is one indexed join on both databases.
CREATE TABLE agency_ancestors (
    agency_id   uuid NOT NULL REFERENCES agencies (id),
    ancestor_id uuid NOT NULL REFERENCES agencies (id),
    depth       integer NOT NULL,
    PRIMARY KEY (agency_id, ancestor_id)
);
CREATE INDEX agency_descendants ON agency_ancestors (ancestor_id, agency_id);
