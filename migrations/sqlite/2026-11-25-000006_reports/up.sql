-- Laporan: what lists, filters and figures read. The story of the case is in report_proceedings.
CREATE TABLE reports (
    id                BLOB NOT NULL PRIMARY KEY,
    agenda_number     TEXT UNIQUE,
    archive_number    TEXT UNIQUE,
    intake_kind       TEXT NOT NULL CHECK (intake_kind IN ('LM', 'KNL', 'TB', 'RCO', 'IAPS')),
    channel           TEXT NOT NULL,
    state             TEXT NOT NULL,
    subject           TEXT NOT NULL,
    respondent_id     BLOB NOT NULL REFERENCES agencies (id),
    superior_id       BLOB REFERENCES agencies (id),
    -- Government and class of the respondent when it was named: figures must not move when an agency does.
    government_code   TEXT,
    agency_class      TEXT NOT NULL,
    substance         TEXT NOT NULL,
    maladministration TEXT,
    event_on          TEXT,
    -- When it was submitted; NULL while it never was. received_on is the day of arrival,
    -- which is that of the submission unless report_proceedings.arrived_on names another; of a draft, its own day.
    received_at       INTEGER,
    received_on       TEXT NOT NULL,
    admitted_on       TEXT,
    closed_on         TEXT,
    closing_reason    TEXT,
    outcome           TEXT,
    -- The main kind that was found, beside the alleged one above.
    found_maladministration TEXT,
    -- Day of the first hand-over to resolution and monitoring: from then on that unit sees the report.
    handed_over_on    TEXT,
    complexity        TEXT,
    secrecy           TEXT NOT NULL CHECK (secrecy IN ('open', 'secret')),
    reporter_category TEXT NOT NULL,
    -- The account or client that recorded it, and the account that owns it when a reporter did so personally.
    recorded_by       BLOB NOT NULL,
    owner_user_id     BLOB REFERENCES users (id),
    search_text       TEXT NOT NULL,
    version           INTEGER NOT NULL,
    created_at        INTEGER NOT NULL,
    updated_at        INTEGER NOT NULL
) STRICT;
CREATE INDEX reports_by_state ON reports (state, id);
CREATE INDEX reports_by_government ON reports (government_code, id);
CREATE INDEX reports_by_respondent ON reports (respondent_id, id);
CREATE INDEX reports_by_received ON reports (received_on, id);
CREATE INDEX reports_by_owner ON reports (owner_user_id, id);
-- Every filter of lists begins at an index, however many there are; within it a page lies in the order of ids.
-- None is partial: SQLite would look at the parameters of every query on the table, and so prepare it anew each time.
CREATE INDEX reports_by_kind ON reports (intake_kind, id);
CREATE INDEX reports_by_class ON reports (agency_class, id);
CREATE INDEX reports_by_substance ON reports (substance, id);
CREATE INDEX reports_by_maladministration ON reports (maladministration, id);
CREATE INDEX reports_by_outcome ON reports (outcome, id);
CREATE INDEX reports_by_finding ON reports (found_maladministration, id);
CREATE INDEX reports_by_closing_reason ON reports (closing_reason, id);
CREATE INDEX reports_by_admission ON reports (admitted_on, closed_on, id);
CREATE INDEX reports_by_closing ON reports (closed_on, id);
CREATE INDEX reports_by_hand_over ON reports (handed_over_on, id);

-- What the reporter tells; read with the single report, never by lists.
CREATE TABLE report_details (
    report_id   BLOB NOT NULL PRIMARY KEY REFERENCES reports (id),
    account     TEXT NOT NULL,
    expectation TEXT,
    event_place TEXT
) STRICT;

-- The course of the case: what the lifecycle depends on beyond what lists read (domain/report/snapshot.rs).
CREATE TABLE report_proceedings (
    report_id                     BLOB NOT NULL PRIMARY KEY REFERENCES reports (id),
    prior_complaint               TEXT CHECK (prior_complaint IN ('done', 'not_yet', 'exempted')),
    prior_complaint_on            TEXT,
    prior_complaint_reason        TEXT,
    -- The day on which it arrived, where it was entered later; reports.received_on follows it.
    arrived_on                    TEXT,
    completion_letter_on          TEXT,
    completion_notice_received_on TEXT,
    rco_criterion                 TEXT,
    rco_accepted_at               INTEGER,
    first_contact_at              INTEGER,
    meeting_on                    TEXT,
    registered_on                 TEXT,
    result_fixed_on               TEXT,
    drafted_by                    BLOB,
    result_notice_received_on     TEXT,
    reporter_response_on          TEXT,
    result_number                 TEXT,
    result_issued_on              TEXT,
    monitored_on                  TEXT,
    closing_letter_number         TEXT,
    reporter_notified_on          TEXT,
    reopenings                    INTEGER NOT NULL,
    reexaminations                INTEGER NOT NULL
) STRICT;

-- Who must carry out corrective actions, and what each must do.
CREATE TABLE report_addressees (
    report_id      BLOB NOT NULL REFERENCES reports (id),
    agency_id      BLOB NOT NULL REFERENCES agencies (id),
    position       INTEGER NOT NULL,
    received_on    TEXT,
    carried_out_on TEXT,
    PRIMARY KEY (report_id, agency_id)
) STRICT;

CREATE TABLE report_actions (
    report_id BLOB NOT NULL REFERENCES reports (id),
    agency_id BLOB NOT NULL REFERENCES agencies (id),
    position  INTEGER NOT NULL,
    action    TEXT NOT NULL,
    PRIMARY KEY (report_id, agency_id, position)
) STRICT;

-- Identitas pelapor: encrypted field by field; nothing here is readable without the keys.
CREATE TABLE reporters (
    id             BLOB NOT NULL PRIMARY KEY,
    report_id      BLOB NOT NULL UNIQUE REFERENCES reports (id),
    wrapped_key    BLOB NOT NULL,
    name           BLOB,
    nik            BLOB,
    birth_place    BLOB,
    birth_on       BLOB,
    marital_status BLOB,
    occupation     BLOB,
    address        BLOB,
    phone          BLOB,
    email          BLOB,
    representing   BLOB,
    identity_notes BLOB,
    nik_index      BLOB,
    phone_index    BLOB,
    email_index    BLOB,
    created_at     INTEGER NOT NULL,
    updated_at     INTEGER NOT NULL
) STRICT;
CREATE INDEX reporters_by_nik ON reporters (nik_index);
CREATE INDEX reporters_by_phone ON reporters (phone_index);
CREATE INDEX reporters_by_email ON reporters (email_index);

CREATE TABLE external_references (
    report_id BLOB NOT NULL REFERENCES reports (id),
    system    TEXT NOT NULL CHECK (system IN ('sp4n_lapor', 'client')),
    -- The client's own id for references of system 'client', else the nil id: references are unique per issuer.
    issuer_id BLOB NOT NULL,
    value     TEXT NOT NULL,
    PRIMARY KEY (report_id, system, issuer_id),
    UNIQUE (system, issuer_id, value)
) STRICT;

CREATE TABLE report_maladministrations (
    report_id         BLOB NOT NULL REFERENCES reports (id),
    maladministration TEXT NOT NULL,
    PRIMARY KEY (report_id, maladministration)
) STRICT;

-- Maladministration that was found, the main kind first; what is alleged stands in reports and report_maladministrations.
CREATE TABLE report_findings (
    report_id         BLOB NOT NULL REFERENCES reports (id),
    position          INTEGER NOT NULL,
    maladministration TEXT NOT NULL,
    PRIMARY KEY (report_id, position)
) STRICT;

CREATE TABLE report_checklist (
    report_id BLOB NOT NULL REFERENCES reports (id),
    item      TEXT NOT NULL,
    answer    TEXT NOT NULL,
    note      TEXT,
    PRIMARY KEY (report_id, item)
) STRICT;

CREATE TABLE report_assignments (
    report_id   BLOB NOT NULL REFERENCES reports (id),
    user_id     BLOB NOT NULL REFERENCES users (id),
    assigned_at INTEGER NOT NULL,
    assigned_by BLOB NOT NULL,
    ended_at    INTEGER,
    PRIMARY KEY (report_id, user_id, assigned_at)
) STRICT;
CREATE INDEX report_assignments_by_user ON report_assignments (user_id, report_id);

-- Declared conflicts of interest (UU 37/2008 art. 40): whoever stands here no longer sees the report.
CREATE TABLE report_conflicts (
    report_id   BLOB NOT NULL REFERENCES reports (id),
    user_id     BLOB NOT NULL REFERENCES users (id),
    reason      TEXT NOT NULL,
    declared_at INTEGER NOT NULL,
    PRIMARY KEY (report_id, user_id)
) STRICT;
CREATE INDEX report_conflicts_by_user ON report_conflicts (user_id, report_id);

-- Agencies whose people must not see what is delivered out of a report: an Inspektorat that is itself complained of,
-- an agency whose narahubung is named in it.
CREATE TABLE report_bypasses (
    report_id BLOB NOT NULL REFERENCES reports (id),
    agency_id BLOB NOT NULL REFERENCES agencies (id),
    PRIMARY KEY (report_id, agency_id)
) STRICT;

CREATE TABLE report_notes (
    id         BLOB NOT NULL PRIMARY KEY,
    report_id  BLOB NOT NULL REFERENCES reports (id),
    author_id  BLOB NOT NULL,
    text       TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX report_notes_by_report ON report_notes (report_id, id);

-- What was delivered to an agency: the only thing that puts a report into the agency side's view.
CREATE TABLE deliveries (
    id            BLOB NOT NULL PRIMARY KEY,
    report_id     BLOB NOT NULL REFERENCES reports (id),
    agency_id     BLOB NOT NULL REFERENCES agencies (id),
    kind          TEXT NOT NULL CHECK (kind IN ('examination_result', 'recommendation', 'rapid_response')),
    source_id     BLOB,
    -- What the agency may read: worded by the office, never copied from the report.
    subject       TEXT NOT NULL,
    demand        TEXT NOT NULL,
    -- The kinds of maladministration that a delivered result found, separated by commas: what the letter says stays.
    found         TEXT NOT NULL,
    letter_number TEXT,
    delivered_on  TEXT NOT NULL,
    received_on   TEXT,
    created_at    INTEGER NOT NULL
) STRICT;
CREATE INDEX deliveries_by_agency ON deliveries (agency_id, report_id);
CREATE INDEX deliveries_by_report ON deliveries (report_id, agency_id);

-- A reporter's receipt: neither the code nor the second factor is stored in clear.
CREATE TABLE tracking_codes (
    code_hash      BLOB NOT NULL PRIMARY KEY,
    report_id      BLOB NOT NULL UNIQUE REFERENCES reports (id),
    pin_hash       BLOB NOT NULL,
    failures       INTEGER NOT NULL,
    blocked_until  INTEGER,
    created_at     INTEGER NOT NULL
) STRICT;

CREATE TABLE identity_reveals (
    id            BLOB NOT NULL PRIMARY KEY,
    report_id     BLOB NOT NULL REFERENCES reports (id),
    user_id       BLOB NOT NULL REFERENCES users (id),
    fields        TEXT NOT NULL,
    purpose       TEXT NOT NULL,
    justification TEXT NOT NULL,
    revealed_at   INTEGER NOT NULL
) STRICT;
CREATE INDEX identity_reveals_by_user ON identity_reveals (user_id, revealed_at);
