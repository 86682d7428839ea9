-- Rekomendasi: the binding product signed by the chair; the office mirrors its course with the centre's numbers.
CREATE TABLE recommendations (
    id                     BLOB NOT NULL PRIMARY KEY,
    report_id              BLOB NOT NULL REFERENCES reports (id),
    state                  TEXT NOT NULL,
    number                 TEXT UNIQUE,
    subject                TEXT NOT NULL,
    respondent_id          BLOB NOT NULL REFERENCES agencies (id),
    superior_id            BLOB NOT NULL REFERENCES agencies (id),
    government_code        TEXT,
    -- Contents by UU 37/2008 art. 37: account, result, form of maladministration, conclusion and opinion, demands.
    account                TEXT NOT NULL,
    examination_summary    TEXT NOT NULL,
    maladministration      TEXT NOT NULL,
    opinion                TEXT NOT NULL,
    demands                TEXT NOT NULL,
    drafted_by             BLOB NOT NULL,
    signed_on              TEXT,
    delivered_on           TEXT,
    received_by_reporter_on   TEXT,
    received_by_respondent_on TEXT,
    received_by_superior_on   TEXT,
    version                INTEGER NOT NULL,
    created_at             INTEGER NOT NULL,
    updated_at             INTEGER NOT NULL
) STRICT;
CREATE INDEX recommendations_by_report ON recommendations (report_id, id);
CREATE INDEX recommendations_by_superior ON recommendations (superior_id, id);
CREATE INDEX recommendations_by_state ON recommendations (state, id);
