-- What happened to an object, as its readers may see it: each transition and each change.
CREATE TABLE history (
    id              BLOB NOT NULL PRIMARY KEY,
    subject_type    TEXT NOT NULL,
    subject_id      BLOB NOT NULL,
    subject_version INTEGER NOT NULL,
    at              INTEGER NOT NULL,
    actor_type      TEXT NOT NULL CHECK (actor_type IN ('person', 'machine', 'system')),
    actor_id        BLOB,
    actor_role      TEXT,
    event           TEXT NOT NULL,
    from_state      TEXT,
    to_state        TEXT,
    reason          TEXT,
    note            TEXT,
    effective_on    TEXT,
    details         TEXT NOT NULL
) STRICT;
CREATE INDEX history_by_subject ON history (subject_type, subject_id, id);

-- Who did or read what (UU 27/2022 art. 31). Only ever inserted; sealing keeps its chain in a table of its own.
CREATE TABLE audit_events (
    id              BLOB NOT NULL PRIMARY KEY,
    at              INTEGER NOT NULL,
    actor_type      TEXT NOT NULL CHECK (actor_type IN ('person', 'machine', 'system')),
    actor_id        BLOB,
    actor_role      TEXT,
    session_id      BLOB,
    tenant          TEXT,
    action          TEXT NOT NULL,
    resource_type   TEXT NOT NULL,
    resource_id     BLOB,
    outcome         TEXT NOT NULL CHECK (outcome IN ('done', 'refused')),
    purpose         TEXT,
    request_id      BLOB NOT NULL,
    source_network  TEXT,
    changes         TEXT NOT NULL
) STRICT;
CREATE INDEX audit_events_by_resource ON audit_events (resource_type, resource_id, id);
CREATE INDEX audit_events_by_actor ON audit_events (actor_id, id);

-- What other systems may be told: thin, without content. Only ever inserted; the relay numbers rows after commit.
CREATE TABLE outgoing_events (
    id              BLOB NOT NULL PRIMARY KEY,
    at              INTEGER NOT NULL,
    event_type      TEXT NOT NULL,
    subject_type    TEXT NOT NULL,
    subject_id      BLOB NOT NULL,
    subject_version INTEGER NOT NULL,
    tenant          TEXT,
    data            TEXT NOT NULL
) STRICT;
CREATE INDEX outgoing_events_by_subject ON outgoing_events (subject_type, subject_id, id);

-- Answers to requests with an Idempotency-Key, sealed as personal data, written with the change that they report.
CREATE TABLE stored_replies (
    caller      BLOB NOT NULL,
    operation   TEXT NOT NULL,
    key         TEXT NOT NULL,
    fingerprint BLOB NOT NULL,
    status      INTEGER NOT NULL,
    reply       BLOB NOT NULL,
    created_at  INTEGER NOT NULL,
    expires_at  INTEGER NOT NULL,
    PRIMARY KEY (caller, operation, key)
) STRICT;
CREATE INDEX stored_replies_by_expiry ON stored_replies (expires_at);

-- Audit, event and history rows are evidence: the database itself refuses to change or delete them.
CREATE TRIGGER history_refuse_update BEFORE UPDATE ON history
BEGIN
    SELECT RAISE(ABORT, 'history rows cannot be changed or deleted');
END;
CREATE TRIGGER history_refuse_delete BEFORE DELETE ON history
BEGIN
    SELECT RAISE(ABORT, 'history rows cannot be changed or deleted');
END;
CREATE TRIGGER audit_events_refuse_update BEFORE UPDATE ON audit_events
BEGIN
    SELECT RAISE(ABORT, 'audit_events rows cannot be changed or deleted');
END;
CREATE TRIGGER audit_events_refuse_delete BEFORE DELETE ON audit_events
BEGIN
    SELECT RAISE(ABORT, 'audit_events rows cannot be changed or deleted');
END;
CREATE TRIGGER outgoing_events_refuse_update BEFORE UPDATE ON outgoing_events
BEGIN
    SELECT RAISE(ABORT, 'outgoing_events rows cannot be changed or deleted');
END;
CREATE TRIGGER outgoing_events_refuse_delete BEFORE DELETE ON outgoing_events
BEGIN
    SELECT RAISE(ABORT, 'outgoing_events rows cannot be changed or deleted');
END;
