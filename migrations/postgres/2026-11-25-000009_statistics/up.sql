-- The ledger of figures: what the statistics know of each report, as +1 rows, and what they no longer hold, as -1 rows.
-- The sum over recorded_on <= D is every report as it stood on the evening of D; so a figure can be had for any day.
-- No foreign key: figures stay when a report is erased after its retention period.
CREATE TABLE report_facts (
    id                uuid NOT NULL PRIMARY KEY,
    report_id         uuid NOT NULL,
    recorded_on       date NOT NULL,
    weight            integer NOT NULL CHECK (weight IN (-1, 1)),
    intake_kind       text NOT NULL CHECK (intake_kind IN ('LM', 'KNL', 'TB', 'RCO', 'IAPS')),
    government_code   text,
    agency_class      text NOT NULL,
    substance         text NOT NULL,
    maladministration text,
    state             text NOT NULL,
    outcome           text,
    found_maladministration text,
    closing_reason    text,
    received_on       date NOT NULL,
    admitted_on       date,
    closed_on         date
);
CREATE INDEX report_facts_by_day ON report_facts (recorded_on);

-- Ledger rows that report_totals does not hold yet. Rows come by trigger, in the transaction of the fact, and go in the
-- transaction that adds them up: whatever order transactions commit in, no row is missed and none is added twice.
CREATE TABLE report_facts_waiting (
    fact_id uuid NOT NULL PRIMARY KEY
);

-- Sums of the ledger, kept by the roll-up. A figure is its total plus what is waiting, read in one snapshot.
-- scope: a government's code, or '' for the whole office. dimension and key: which breakdown, which of its groups.
CREATE TABLE report_totals (
    scope        text NOT NULL,
    dimension    text NOT NULL,
    key          text NOT NULL,
    year         integer NOT NULL,
    received     bigint NOT NULL,
    admitted     bigint NOT NULL,
    closed       bigint NOT NULL,
    not_admitted bigint NOT NULL,
    PRIMARY KEY (scope, dimension, key, year)
);

CREATE FUNCTION wait_for_roll_up() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO report_facts_waiting (fact_id) VALUES (NEW.id);
    RETURN NULL;
END
$$;
CREATE TRIGGER report_facts_wait AFTER INSERT ON report_facts
    FOR EACH ROW EXECUTE FUNCTION wait_for_roll_up();

-- Figures can only be reproduced if nobody rewrites what they were.
CREATE TRIGGER report_facts_are_evidence BEFORE UPDATE OR DELETE ON report_facts
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER report_facts_stay BEFORE TRUNCATE ON report_facts
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
