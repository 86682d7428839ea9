-- Tenggat: who owes what by when. Overdue is computed from these facts, never stored.
CREATE TABLE deadlines (
    id               uuid NOT NULL PRIMARY KEY,
    rule_id          uuid NOT NULL REFERENCES deadline_rules (id),
    code             text NOT NULL,
    subject_type     text NOT NULL CHECK (subject_type IN ('report', 'recommendation')),
    subject_id       uuid NOT NULL,
    report_id        uuid NOT NULL REFERENCES reports (id),
    debtor           text NOT NULL,
    -- The agency that owes it, when an agency does.
    agency_id        uuid REFERENCES agencies (id),
    start_on         date NOT NULL,
    -- The instant that started the clock; NULL where only the day is known.
    start_at         timestamptz,
    due_on           date NOT NULL,
    lapses_at        timestamptz NOT NULL,
    -- The first day that was counted without knowing that year's holidays.
    provisional_from date,
    calendar_code    text NOT NULL,
    calendar_version integer NOT NULL,
    -- Since when the clock stands still.
    held_since       timestamptz,
    closed_at        timestamptz,
    closed_as        text CHECK (closed_as IN ('met', 'lapsed', 'cancelled')),
    version          bigint NOT NULL,
    created_at       timestamptz NOT NULL,
    updated_at       timestamptz NOT NULL,
    FOREIGN KEY (calendar_code, calendar_version) REFERENCES calendars (code, version),
    CHECK ((closed_at IS NULL) = (closed_as IS NULL))
);
CREATE INDEX deadlines_by_subject ON deadlines (subject_type, subject_id, code);
CREATE INDEX deadlines_by_report ON deadlines (report_id, due_on, id);
CREATE INDEX deadlines_by_due ON deadlines (due_on, id);
CREATE INDEX deadlines_by_agency ON deadlines (agency_id, due_on, id);
-- What is still owed is a small part of all deadlines, and the part that is asked for.
CREATE INDEX deadlines_running ON deadlines (due_on, id) WHERE closed_at IS NULL;

CREATE TABLE deadline_pauses (
    deadline_id uuid NOT NULL REFERENCES deadlines (id),
    from_at     timestamptz NOT NULL,
    until_at    timestamptz,
    PRIMARY KEY (deadline_id, from_at)
);
