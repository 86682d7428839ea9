-- Rekomendasi: the binding product signed by the chair; the office mirrors its course with the centre's numbers.
CREATE TABLE recommendations (
    id                      uuid NOT NULL PRIMARY KEY,
    report_id               uuid NOT NULL REFERENCES reports (id),
    state                   text NOT NULL CHECK (state IN ('draft', 'quality_clearance', 'member_clearance', 'signed',
                                'delivered', 'awaiting_report', 'reported', 'under_review', 'carried_out',
                                'partly_carried_out', 'not_carried_out', 'published', 'reported_upward')),
    subject                 text NOT NULL,
    respondent_id           uuid NOT NULL REFERENCES agencies (id),
    superior_id             uuid NOT NULL REFERENCES agencies (id),
    government_code         text,
    maladministration       text NOT NULL,
    drafted_by              uuid NOT NULL,
    -- The centre's latest document about it.
    central_document_number text,
    central_document_on     date,
    recommendation_number   text UNIQUE,
    signed_on               date,
    delivered_on            date,
    reporter_received_on    date,
    respondent_received_on  date,
    superior_received_on    date,
    reported_on             date,
    reported_by             uuid,
    claim                   text CHECK (claim IN ('carried_out', 'partly_carried_out', 'not_carried_out')),
    execution               text CHECK (execution IN ('carried_out', 'partly_carried_out', 'not_carried_out')),
    reason_judgement        text CHECK (reason_judgement IN ('accepted', 'refused')),
    verified_by             uuid,
    verified_on             date,
    published_on            date,
    reported_upward_on      date,
    version                 bigint NOT NULL,
    created_at              timestamptz NOT NULL,
    updated_at              timestamptz NOT NULL
);
CREATE INDEX recommendations_by_report ON recommendations (report_id, id);
CREATE INDEX recommendations_by_superior ON recommendations (superior_id, id);
CREATE INDEX recommendations_by_state ON recommendations (state, id);

-- What it says (UU 37/2008 art. 37), and what was said about its execution (art. 38).
CREATE TABLE recommendation_texts (
    recommendation_id         uuid NOT NULL PRIMARY KEY REFERENCES recommendations (id),
    account                   text NOT NULL,
    examination_summary       text NOT NULL,
    opinion                   text NOT NULL,
    report_summary            text,
    report_examination_result text,
    report_reason             text,
    evidence                  text
);

-- What it demands, one act each, in order.
CREATE TABLE recommendation_demands (
    recommendation_id uuid NOT NULL REFERENCES recommendations (id),
    position          integer NOT NULL,
    demand            text NOT NULL,
    PRIMARY KEY (recommendation_id, position)
);
