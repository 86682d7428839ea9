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
    -- The instant from which hours are counted; NULL for rules that count days.
    start_at         timestamptz,
    due_on           date NOT NULL,
    lapses_at        timestamptz NOT NULL,
    calendar_code    text NOT NULL,
    calendar_version integer NOT NULL,
    closed_at        timestamptz,
    closed_as        text CHECK (closed_as IN ('met', 'cancelled')),
    met_on           date,
    paused_since     timestamptz,
    version          bigint NOT NULL,
    created_at       timestamptz NOT NULL,
    updated_at       timestamptz NOT NULL
);
CREATE INDEX deadlines_by_subject ON deadlines (subject_type, subject_id, code);
CREATE INDEX deadlines_by_report ON deadlines (report_id, id);
CREATE INDEX deadlines_by_due ON deadlines (due_on, id);
CREATE INDEX deadlines_by_agency ON deadlines (agency_id, due_on);

CREATE TABLE deadline_pauses (
    deadline_id uuid NOT NULL REFERENCES deadlines (id),
    from_at     timestamptz NOT NULL,
    until_at    timestamptz,
    PRIMARY KEY (deadline_id, from_at)
);
