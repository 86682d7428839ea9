-- What happened to an object, as its readers may see it: each transition and each change.
CREATE TABLE history (
    id              uuid NOT NULL PRIMARY KEY,
    subject_type    text NOT NULL,
    subject_id      uuid NOT NULL,
    subject_version bigint NOT NULL,
    at              timestamptz NOT NULL,
    actor_type      text NOT NULL CHECK (actor_type IN ('person', 'machine', 'system')),
    actor_id        uuid,
    actor_role      text,
    event           text NOT NULL,
    from_state      text,
    to_state        text,
    reason          text,
    note            text,
    effective_on    date,
    details         text NOT NULL
);
CREATE INDEX history_by_subject ON history (subject_type, subject_id, id);

-- Who did or read what (UU 27/2022 art. 31). Only ever inserted; sealing keeps its chain in a table of its own.
CREATE TABLE audit_events (
    id              uuid NOT NULL PRIMARY KEY,
    at              timestamptz NOT NULL,
    actor_type      text NOT NULL CHECK (actor_type IN ('person', 'machine', 'system')),
    actor_id        uuid,
    actor_role      text,
    session_id      uuid,
    tenant          text,
    action          text NOT NULL,
    resource_type   text NOT NULL,
    resource_id     uuid,
    outcome         text NOT NULL CHECK (outcome IN ('done', 'refused')),
    purpose         text,
    request_id      uuid NOT NULL,
    source_network  text,
    changes         text NOT NULL
);
CREATE INDEX audit_events_by_resource ON audit_events (resource_type, resource_id, id);
CREATE INDEX audit_events_by_actor ON audit_events (actor_id, id);

-- What other systems may be told: thin, without content. Only ever inserted; the relay numbers rows after commit.
CREATE TABLE outgoing_events (
    id              uuid NOT NULL PRIMARY KEY,
    at              timestamptz NOT NULL,
    event_type      text NOT NULL,
    subject_type    text NOT NULL,
    subject_id      uuid NOT NULL,
    subject_version bigint NOT NULL,
    tenant          text,
    data            text NOT NULL
);
CREATE INDEX outgoing_events_by_subject ON outgoing_events (subject_type, subject_id, id);

-- Answers to requests with an Idempotency-Key, sealed as personal data, written with the change that they report.
CREATE TABLE stored_replies (
    caller      uuid NOT NULL,
    operation   text NOT NULL,
    key         text NOT NULL,
    fingerprint bytea NOT NULL,
    status      integer NOT NULL,
    reply       bytea NOT NULL,
    created_at  timestamptz NOT NULL,
    expires_at  timestamptz NOT NULL,
    PRIMARY KEY (caller, operation, key)
);
CREATE INDEX stored_replies_by_expiry ON stored_replies (expires_at);

-- Audit, event and history rows are evidence: the database itself refuses to change or delete them.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% rows cannot be changed or deleted', TG_TABLE_NAME;
END $$;
CREATE TRIGGER history_are_evidence BEFORE UPDATE OR DELETE ON history
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER history_stay BEFORE TRUNCATE ON history
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_events_are_evidence BEFORE UPDATE OR DELETE ON audit_events
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_events_stay BEFORE TRUNCATE ON audit_events
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER outgoing_events_are_evidence BEFORE UPDATE OR DELETE ON outgoing_events
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER outgoing_events_stay BEFORE TRUNCATE ON outgoing_events
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
