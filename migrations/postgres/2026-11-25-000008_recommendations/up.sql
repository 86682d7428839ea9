-- Rekomendasi: the binding product signed by the chair; the office mirrors its course with the centre's numbers.
CREATE TABLE recommendations (
    id                     uuid NOT NULL PRIMARY KEY,
    report_id              uuid NOT NULL REFERENCES reports (id),
    state                  text NOT NULL,
    number                 text UNIQUE,
    subject                text NOT NULL,
    respondent_id          uuid NOT NULL REFERENCES agencies (id),
    superior_id            uuid NOT NULL REFERENCES agencies (id),
    government_code        text,
    -- Contents by UU 37/2008 art. 37: account, result, form of maladministration, conclusion and opinion, demands.
    account                text NOT NULL,
    examination_summary    text NOT NULL,
    maladministration      text NOT NULL,
    opinion                text NOT NULL,
    demands                text NOT NULL,
    drafted_by             uuid NOT NULL,
    signed_on              date,
    delivered_on           date,
    received_by_reporter_on   date,
    received_by_respondent_on date,
    received_by_superior_on   date,
    version                bigint NOT NULL,
    created_at             timestamptz NOT NULL,
    updated_at             timestamptz NOT NULL
);
CREATE INDEX recommendations_by_report ON recommendations (report_id, id);
CREATE INDEX recommendations_by_superior ON recommendations (superior_id, id);
CREATE INDEX recommendations_by_state ON recommendations (state, id);
