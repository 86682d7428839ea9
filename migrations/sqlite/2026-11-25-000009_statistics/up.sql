-- The ledger of figures: what the statistics know of each report, as +1 rows, and what they no longer hold, as -1 rows.
-- The sum over recorded_on <= D is every report as it stood on the evening of D; so a figure can be had for any day.
-- No foreign key: figures stay when a report is erased after its retention period.
CREATE TABLE report_facts (
    id                BLOB NOT NULL PRIMARY KEY,
    report_id         BLOB NOT NULL,
    recorded_on       TEXT NOT NULL,
    weight            INTEGER NOT NULL CHECK (weight IN (-1, 1)),
    intake_kind       TEXT NOT NULL CHECK (intake_kind IN ('LM', 'KNL', 'TB', 'RCO', 'IAPS')),
    government_code   TEXT,
    agency_class      TEXT NOT NULL,
    substance         TEXT NOT NULL,
    maladministration TEXT,
    state             TEXT NOT NULL,
    outcome           TEXT,
    found_maladministration TEXT,
    closing_reason    TEXT,
    received_on       TEXT NOT NULL,
    admitted_on       TEXT,
    closed_on         TEXT
) STRICT;
CREATE INDEX report_facts_by_day ON report_facts (recorded_on);

-- Ledger rows that report_totals does not hold yet. Rows come by trigger, in the transaction of the fact, and go in the
-- transaction that adds them up: whatever order transactions commit in, no row is missed and none is added twice.
CREATE TABLE report_facts_waiting (
    fact_id BLOB NOT NULL PRIMARY KEY
) STRICT;

-- Sums of the ledger, kept by the roll-up. A figure is its total plus what is waiting, read in one snapshot.
-- scope: a government's code, or '' for the whole office. dimension and key: which breakdown, which of its groups.
CREATE TABLE report_totals (
    scope        TEXT NOT NULL,
    dimension    TEXT NOT NULL,
    key          TEXT NOT NULL,
    year         INTEGER NOT NULL,
    received     INTEGER NOT NULL,
    admitted     INTEGER NOT NULL,
    closed       INTEGER NOT NULL,
    not_admitted INTEGER NOT NULL,
    PRIMARY KEY (scope, dimension, key, year)
) STRICT;

CREATE TRIGGER report_facts_wait AFTER INSERT ON report_facts
BEGIN
    INSERT INTO report_facts_waiting (fact_id) VALUES (NEW.id);
END;

-- Figures can only be reproduced if nobody rewrites what they were.
CREATE TRIGGER report_facts_refuse_update BEFORE UPDATE ON report_facts
BEGIN
    SELECT RAISE(ABORT, 'report_facts rows cannot be changed or deleted');
END;
CREATE TRIGGER report_facts_refuse_delete BEFORE DELETE ON report_facts
BEGIN
    SELECT RAISE(ABORT, 'report_facts rows cannot be changed or deleted');
END;
