-- Tenggat: who owes what by when. Overdue is computed from these facts, never stored.
CREATE TABLE deadlines (
    id               BLOB NOT NULL PRIMARY KEY,
    rule_id          BLOB NOT NULL REFERENCES deadline_rules (id),
    code             TEXT NOT NULL,
    subject_type     TEXT NOT NULL CHECK (subject_type IN ('report', 'recommendation')),
    subject_id       BLOB NOT NULL,
    report_id        BLOB NOT NULL REFERENCES reports (id),
    debtor           TEXT NOT NULL,
    -- The agency that owes it, when an agency does.
    agency_id        BLOB REFERENCES agencies (id),
    start_on         TEXT NOT NULL,
    -- The instant from which hours are counted; NULL for rules that count days.
    start_at         INTEGER,
    due_on           TEXT NOT NULL,
    lapses_at        INTEGER NOT NULL,
    calendar_code    TEXT NOT NULL,
    calendar_version INTEGER NOT NULL,
    closed_at        INTEGER,
    closed_as        TEXT CHECK (closed_as IN ('met', 'cancelled')),
    met_on           TEXT,
    paused_since     INTEGER,
    version          INTEGER NOT NULL,
    created_at       INTEGER NOT NULL,
    updated_at       INTEGER NOT NULL
) STRICT;
CREATE INDEX deadlines_by_subject ON deadlines (subject_type, subject_id, code);
CREATE INDEX deadlines_by_report ON deadlines (report_id, id);
CREATE INDEX deadlines_by_due ON deadlines (due_on, id);
CREATE INDEX deadlines_by_agency ON deadlines (agency_id, due_on);

CREATE TABLE deadline_pauses (
    deadline_id BLOB NOT NULL REFERENCES deadlines (id),
    from_at     INTEGER NOT NULL,
    until_at    INTEGER,
    PRIMARY KEY (deadline_id, from_at)
) STRICT;
