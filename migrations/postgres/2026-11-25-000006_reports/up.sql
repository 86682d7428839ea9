-- Laporan: what lists, filters and figures read. The story of the case is in report_proceedings.
CREATE TABLE reports (
    id                uuid NOT NULL PRIMARY KEY,
    agenda_number     text UNIQUE,
    archive_number    text UNIQUE,
    intake_kind       text NOT NULL CHECK (intake_kind IN ('LM', 'KNL', 'TB', 'RCO', 'IAPS')),
    channel           text NOT NULL,
    state             text NOT NULL,
    subject           text NOT NULL,
    respondent_id     uuid NOT NULL REFERENCES agencies (id),
    superior_id       uuid REFERENCES agencies (id),
    -- Government and class of the respondent when it was named: figures must not move when an agency does.
    government_code   text,
    agency_class      text NOT NULL,
    substance         text NOT NULL,
    maladministration text,
    event_on          date,
    -- When it was submitted; NULL while it never was. received_on is the day of arrival,
    -- which is that of the submission unless report_proceedings.arrived_on names another; of a draft, its own day.
    received_at       timestamptz,
    received_on       date NOT NULL,
    admitted_on       date,
    closed_on         date,
    closing_reason    text,
    outcome           text,
    -- The main kind that was found, beside the alleged one above.
    found_maladministration text,
    -- Day of the first hand-over to resolution and monitoring: from then on that unit sees the report.
    handed_over_on    date,
    complexity        text,
    secrecy           text NOT NULL CHECK (secrecy IN ('open', 'secret')),
    reporter_category text NOT NULL,
    -- The account or client that recorded it, and the account that owns it when a reporter did so personally.
    recorded_by       uuid NOT NULL,
    owner_user_id     uuid REFERENCES users (id),
    search_text       text NOT NULL,
    version           bigint NOT NULL,
    created_at        timestamptz NOT NULL,
    updated_at        timestamptz NOT NULL
);
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
    report_id   uuid NOT NULL PRIMARY KEY REFERENCES reports (id),
    account     text NOT NULL,
    expectation text,
    event_place text
);

-- The course of the case: what the lifecycle depends on beyond what lists read (domain/report/snapshot.rs).
CREATE TABLE report_proceedings (
    report_id                     uuid NOT NULL PRIMARY KEY REFERENCES reports (id),
    prior_complaint               text CHECK (prior_complaint IN ('done', 'not_yet', 'exempted')),
    prior_complaint_on            date,
    prior_complaint_reason        text,
    -- The day on which it arrived, where it was entered later; reports.received_on follows it.
    arrived_on                    date,
    completion_letter_on          date,
    completion_notice_received_on date,
    rco_criterion                 text,
    rco_accepted_at               timestamptz,
    first_contact_at              timestamptz,
    meeting_on                    date,
    registered_on                 date,
    result_fixed_on               date,
    drafted_by                    uuid,
    result_notice_received_on     date,
    reporter_response_on          date,
    result_number                 text,
    result_issued_on              date,
    monitored_on                  date,
    closing_letter_number         text,
    reporter_notified_on          date,
    reopenings                    integer NOT NULL,
    reexaminations                integer NOT NULL
);

-- Who must carry out corrective actions, and what each must do.
CREATE TABLE report_addressees (
    report_id      uuid NOT NULL REFERENCES reports (id),
    agency_id      uuid NOT NULL REFERENCES agencies (id),
    position       integer NOT NULL,
    received_on    date,
    carried_out_on date,
    PRIMARY KEY (report_id, agency_id)
);

CREATE TABLE report_actions (
    report_id uuid NOT NULL REFERENCES reports (id),
    agency_id uuid NOT NULL REFERENCES agencies (id),
    position  integer NOT NULL,
    action    text NOT NULL,
    PRIMARY KEY (report_id, agency_id, position)
);

-- Identitas pelapor: encrypted field by field; nothing here is readable without the keys.
CREATE TABLE reporters (
    id             uuid NOT NULL PRIMARY KEY,
    report_id      uuid NOT NULL UNIQUE REFERENCES reports (id),
    wrapped_key    bytea NOT NULL,
    name           bytea,
    nik            bytea,
    birth_place    bytea,
    birth_on       bytea,
    marital_status bytea,
    occupation     bytea,
    address        bytea,
    phone          bytea,
    email          bytea,
    representing   bytea,
    identity_notes bytea,
    nik_index      bytea,
    phone_index    bytea,
    email_index    bytea,
    created_at     timestamptz NOT NULL,
    updated_at     timestamptz NOT NULL
);
CREATE INDEX reporters_by_nik ON reporters (nik_index);
CREATE INDEX reporters_by_phone ON reporters (phone_index);
CREATE INDEX reporters_by_email ON reporters (email_index);

CREATE TABLE external_references (
    report_id uuid NOT NULL REFERENCES reports (id),
    system    text NOT NULL CHECK (system IN ('sp4n_lapor', 'client')),
    -- The client's own id for references of system 'client', else the nil id: references are unique per issuer.
    issuer_id uuid NOT NULL,
    value     text NOT NULL,
    PRIMARY KEY (report_id, system, issuer_id),
    UNIQUE (system, issuer_id, value)
);

CREATE TABLE report_maladministrations (
    report_id         uuid NOT NULL REFERENCES reports (id),
    maladministration text NOT NULL,
    PRIMARY KEY (report_id, maladministration)
);

-- Maladministration that was found, the main kind first; what is alleged stands in reports and report_maladministrations.
CREATE TABLE report_findings (
    report_id         uuid NOT NULL REFERENCES reports (id),
    position          integer NOT NULL,
    maladministration text NOT NULL,
    PRIMARY KEY (report_id, position)
);

CREATE TABLE report_checklist (
    report_id uuid NOT NULL REFERENCES reports (id),
    item      text NOT NULL,
    answer    text NOT NULL,
    note      text,
    PRIMARY KEY (report_id, item)
);

CREATE TABLE report_assignments (
    report_id   uuid NOT NULL REFERENCES reports (id),
    user_id     uuid NOT NULL REFERENCES users (id),
    assigned_at timestamptz NOT NULL,
    assigned_by uuid NOT NULL,
    ended_at    timestamptz,
    PRIMARY KEY (report_id, user_id, assigned_at)
);
CREATE INDEX report_assignments_by_user ON report_assignments (user_id, report_id);

-- Declared conflicts of interest (UU 37/2008 art. 40): whoever stands here no longer sees the report.
CREATE TABLE report_conflicts (
    report_id   uuid NOT NULL REFERENCES reports (id),
    user_id     uuid NOT NULL REFERENCES users (id),
    reason      text NOT NULL,
    declared_at timestamptz NOT NULL,
    PRIMARY KEY (report_id, user_id)
);
CREATE INDEX report_conflicts_by_user ON report_conflicts (user_id, report_id);

-- Agencies whose people must not see what is delivered out of a report: an Inspektorat that is itself complained of,
-- an agency whose narahubung is named in it.
CREATE TABLE report_bypasses (
    report_id uuid NOT NULL REFERENCES reports (id),
    agency_id uuid NOT NULL REFERENCES agencies (id),
    PRIMARY KEY (report_id, agency_id)
);

CREATE TABLE report_notes (
    id         uuid NOT NULL PRIMARY KEY,
    report_id  uuid NOT NULL REFERENCES reports (id),
    author_id  uuid NOT NULL,
    text       text NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE INDEX report_notes_by_report ON report_notes (report_id, id);

-- What was delivered to an agency: the only thing that puts a report into the agency side's view.
CREATE TABLE deliveries (
    id            uuid NOT NULL PRIMARY KEY,
    report_id     uuid NOT NULL REFERENCES reports (id),
    agency_id     uuid NOT NULL REFERENCES agencies (id),
    kind          text NOT NULL CHECK (kind IN ('examination_result', 'recommendation', 'rapid_response')),
    source_id     uuid,
    -- What the agency may read: worded by the office, never copied from the report.
    subject       text NOT NULL,
    demand        text NOT NULL,
    -- The kinds of maladministration that a delivered result found, separated by commas: what the letter says stays.
    found         text NOT NULL,
    letter_number text,
    delivered_on  date NOT NULL,
    received_on   date,
    created_at    timestamptz NOT NULL
);
CREATE INDEX deliveries_by_agency ON deliveries (agency_id, report_id);
CREATE INDEX deliveries_by_report ON deliveries (report_id, agency_id);

-- A reporter's receipt: neither the code nor the second factor is stored in clear.
CREATE TABLE tracking_codes (
    code_hash      bytea NOT NULL PRIMARY KEY,
    report_id      uuid NOT NULL UNIQUE REFERENCES reports (id),
    pin_hash       bytea NOT NULL,
    failures       integer NOT NULL,
    blocked_until  timestamptz,
    created_at     timestamptz NOT NULL
);

CREATE TABLE identity_reveals (
    id            uuid NOT NULL PRIMARY KEY,
    report_id     uuid NOT NULL REFERENCES reports (id),
    user_id       uuid NOT NULL REFERENCES users (id),
    fields        text NOT NULL,
    purpose       text NOT NULL,
    justification text NOT NULL,
    revealed_at   timestamptz NOT NULL
);
CREATE INDEX identity_reveals_by_user ON identity_reveals (user_id, revealed_at);
