-- Region codes of the Kepmendagri; text with dots, never numbers.
CREATE TABLE regions (
    code        TEXT NOT NULL PRIMARY KEY,
    name        TEXT NOT NULL,
    level       TEXT NOT NULL CHECK (level IN ('province', 'regency', 'city', 'district', 'urban_village', 'village')),
    parent_code TEXT REFERENCES regions (code),
    decree      TEXT NOT NULL,
    -- Code and name, folded for search.
    search_text TEXT NOT NULL
) STRICT;
CREATE INDEX regions_by_parent ON regions (parent_code, code);

-- Editable code lists: substances, kinds of maladministration, classes of agencies. Closed lists live in the code.
CREATE TABLE reference_codes (
    list           TEXT NOT NULL,
    code           TEXT NOT NULL,
    label_id       TEXT NOT NULL,
    label_en       TEXT NOT NULL,
    active_from    TEXT,
    active_to      TEXT,
    rule_reference TEXT,
    sort_order     INTEGER NOT NULL,
    PRIMARY KEY (list, code)
) STRICT;

-- Every state that a calendar ever had: an amendment makes a new version, and old versions stay readable.
CREATE TABLE calendars (
    id           BLOB NOT NULL PRIMARY KEY,
    code         TEXT NOT NULL,
    version      INTEGER NOT NULL CHECK (version > 0),
    -- Codes of the weekdays on which offices work, Monday first, with commas between.
    working_week TEXT NOT NULL,
    reason       TEXT NOT NULL,
    created_at   INTEGER NOT NULL,
    UNIQUE (code, version)
) STRICT;
-- A day off holds from the calendar's version added_in until, not including, removed_in.
CREATE TABLE holidays (
    calendar_code TEXT NOT NULL,
    day           TEXT NOT NULL,
    kind          TEXT NOT NULL CHECK (kind IN ('national', 'joint_leave', 'election', 'regional')),
    name          TEXT NOT NULL,
    decree        TEXT NOT NULL,
    added_in      INTEGER NOT NULL,
    removed_in    INTEGER,
    PRIMARY KEY (calendar_code, day, kind, added_in),
    FOREIGN KEY (calendar_code, added_in) REFERENCES calendars (code, version),
    FOREIGN KEY (calendar_code, removed_in) REFERENCES calendars (code, version)
) STRICT;

CREATE TABLE deadline_rules (
    id          BLOB NOT NULL PRIMARY KEY,
    code        TEXT NOT NULL,
    length      INTEGER NOT NULL CHECK (length > 0),
    unit        TEXT NOT NULL CHECK (unit IN ('working_days', 'calendar_days', 'hours', 'months', 'years')),
    starts      TEXT NOT NULL,
    debtor      TEXT NOT NULL,
    anchor      TEXT NOT NULL,
    evidence    TEXT NOT NULL,
    roll        TEXT NOT NULL CHECK (roll IN ('none', 'to_next_working_day')),
    valid_from  TEXT NOT NULL,
    valid_to    TEXT,
    lapse_id    TEXT NOT NULL,
    lapse_en    TEXT NOT NULL,
    UNIQUE (code, valid_from)
) STRICT;
