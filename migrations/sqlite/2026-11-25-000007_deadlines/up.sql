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
    -- The instant that started the clock; NULL where only the day is known.
    start_at         INTEGER,
    due_on           TEXT NOT NULL,
    lapses_at        INTEGER NOT NULL,
    -- The first day that was counted without knowing that year's holidays.
    provisional_from TEXT,
    calendar_code    TEXT NOT NULL,
    calendar_version INTEGER NOT NULL,
    -- Since when the clock stands still.
    held_since       INTEGER,
    closed_at        INTEGER,
    closed_as        TEXT CHECK (closed_as IN ('met', 'lapsed', 'cancelled')),
    version          INTEGER NOT NULL,
    created_at       INTEGER NOT NULL,
    updated_at       INTEGER NOT NULL,
    FOREIGN KEY (calendar_code, calendar_version) REFERENCES calendars (code, version),
    CHECK ((closed_at IS NULL) = (closed_as IS NULL))
) STRICT;
CREATE INDEX deadlines_by_subject ON deadlines (subject_type, subject_id, code);
CREATE INDEX deadlines_by_report ON deadlines (report_id, due_on, id);
CREATE INDEX deadlines_by_due ON deadlines (due_on, id);
CREATE INDEX deadlines_by_agency ON deadlines (agency_id, due_on, id);
-- What is still owed is a small part of all deadlines, and the part that is asked for.
CREATE INDEX deadlines_running ON deadlines (due_on, id) WHERE closed_at IS NULL;

CREATE TABLE deadline_pauses (
    deadline_id BLOB NOT NULL REFERENCES deadlines (id),
    from_at     INTEGER NOT NULL,
    until_at    INTEGER,
    PRIMARY KEY (deadline_id, from_at)
) STRICT;
