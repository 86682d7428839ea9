-- Rekomendasi: the binding product signed by the chair; the office mirrors its course with the centre's numbers.
CREATE TABLE recommendations (
    id                      BLOB NOT NULL PRIMARY KEY,
    report_id               BLOB NOT NULL REFERENCES reports (id),
    state                   TEXT NOT NULL CHECK (state IN ('draft', 'quality_clearance', 'member_clearance', 'signed',
                                'delivered', 'awaiting_report', 'reported', 'under_review', 'carried_out',
                                'partly_carried_out', 'not_carried_out', 'published', 'reported_upward')),
    subject                 TEXT NOT NULL,
    respondent_id           BLOB NOT NULL REFERENCES agencies (id),
    superior_id             BLOB NOT NULL REFERENCES agencies (id),
    government_code         TEXT,
    maladministration       TEXT NOT NULL,
    drafted_by              BLOB NOT NULL,
    -- The centre's latest document about it.
    central_document_number TEXT,
    central_document_on     TEXT,
    recommendation_number   TEXT UNIQUE,
    signed_on               TEXT,
    delivered_on            TEXT,
    reporter_received_on    TEXT,
    respondent_received_on  TEXT,
    superior_received_on    TEXT,
    reported_on             TEXT,
    reported_by             BLOB,
    claim                   TEXT CHECK (claim IN ('carried_out', 'partly_carried_out', 'not_carried_out')),
    execution               TEXT CHECK (execution IN ('carried_out', 'partly_carried_out', 'not_carried_out')),
    reason_judgement        TEXT CHECK (reason_judgement IN ('accepted', 'refused')),
    verified_by             BLOB,
    verified_on             TEXT,
    published_on            TEXT,
    reported_upward_on      TEXT,
    version                 INTEGER NOT NULL,
    created_at              INTEGER NOT NULL,
    updated_at              INTEGER NOT NULL
) STRICT;
CREATE INDEX recommendations_by_report ON recommendations (report_id, id);
CREATE INDEX recommendations_by_superior ON recommendations (superior_id, id);
CREATE INDEX recommendations_by_state ON recommendations (state, id);

-- What it says (UU 37/2008 art. 37), and what was said about its execution (art. 38).
CREATE TABLE recommendation_texts (
    recommendation_id         BLOB NOT NULL PRIMARY KEY REFERENCES recommendations (id),
    account                   TEXT NOT NULL,
    examination_summary       TEXT NOT NULL,
    opinion                   TEXT NOT NULL,
    report_summary            TEXT,
    report_examination_result TEXT,
    report_reason             TEXT,
    evidence                  TEXT
) STRICT;

-- What it demands, one act each, in order.
CREATE TABLE recommendation_demands (
    recommendation_id BLOB NOT NULL REFERENCES recommendations (id),
    position          INTEGER NOT NULL,
    demand            TEXT NOT NULL,
    PRIMARY KEY (recommendation_id, position)
) STRICT;
