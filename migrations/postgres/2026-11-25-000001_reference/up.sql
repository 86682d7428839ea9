-- Region codes of the Kepmendagri; text with dots, never numbers.
CREATE TABLE regions (
    code        text NOT NULL PRIMARY KEY,
    name        text NOT NULL,
    level       text NOT NULL CHECK (level IN ('province', 'regency', 'city', 'district', 'urban_village', 'village')),
    parent_code text REFERENCES regions (code),
    decree      text NOT NULL,
    -- Code and name, folded for search.
    search_text text NOT NULL
);
CREATE INDEX regions_by_parent ON regions (parent_code, code);

-- Editable code lists: substances, kinds of maladministration, classes of agencies. Closed lists live in the code.
CREATE TABLE reference_codes (
    list           text NOT NULL,
    code           text NOT NULL,
    label_id       text NOT NULL,
    label_en       text NOT NULL,
    active_from    date,
    active_to      date,
    rule_reference text,
    sort_order     integer NOT NULL,
    PRIMARY KEY (list, code)
);

-- Every state that a calendar ever had: an amendment makes a new version, and old versions stay readable.
CREATE TABLE calendars (
    id           uuid NOT NULL PRIMARY KEY,
    code         text NOT NULL,
    version      integer NOT NULL CHECK (version > 0),
    -- Codes of the weekdays on which offices work, Monday first, with commas between.
    working_week text NOT NULL,
    reason       text NOT NULL,
    created_at   timestamptz NOT NULL,
    UNIQUE (code, version)
);
-- A day off holds from the calendar's version added_in until, not including, removed_in.
CREATE TABLE holidays (
    calendar_code text NOT NULL,
    day           date NOT NULL,
    kind          text NOT NULL CHECK (kind IN ('national', 'joint_leave', 'election', 'regional')),
    name          text NOT NULL,
    decree        text NOT NULL,
    added_in      integer NOT NULL,
    removed_in    integer,
    PRIMARY KEY (calendar_code, day, kind, added_in),
    FOREIGN KEY (calendar_code, added_in) REFERENCES calendars (code, version),
    FOREIGN KEY (calendar_code, removed_in) REFERENCES calendars (code, version)
);

CREATE TABLE deadline_rules (
    id          uuid NOT NULL PRIMARY KEY,
    code        text NOT NULL,
    length      integer NOT NULL CHECK (length > 0),
    unit        text NOT NULL CHECK (unit IN ('working_days', 'calendar_days', 'hours', 'months', 'years')),
    starts      text NOT NULL,
    debtor      text NOT NULL,
    anchor      text NOT NULL,
    evidence    text NOT NULL,
    roll        text NOT NULL CHECK (roll IN ('none', 'to_next_working_day')),
    valid_from  date NOT NULL,
    valid_to    date,
    lapse_id    text NOT NULL,
    lapse_en    text NOT NULL,
    UNIQUE (code, valid_from)
);
