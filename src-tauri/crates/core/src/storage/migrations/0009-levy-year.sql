-- Levy years in one book, who was insured in which year, and the proof and the history of why somebody does not pay.

-- A year of cover that the book collects for or collected for: opened once, with what the opening carried over. The years
-- that the book's notices named when it was made need no row. Final.
CREATE TABLE levy_year (
    levy_year INTEGER PRIMARY KEY,
    previous  INTEGER,
    opened_on TEXT NOT NULL,
    at        TEXT NOT NULL,
    user      TEXT NOT NULL,
    -- Counts of what was carried, as JSON.
    counts    TEXT NOT NULL
) STRICT;

CREATE TRIGGER levy_year_is_final_update BEFORE UPDATE ON levy_year
BEGIN SELECT RAISE(ABORT, 'levy_year is final: rows are added, never changed'); END;
CREATE TRIGGER levy_year_is_final_delete BEFORE DELETE ON levy_year
BEGIN SELECT RAISE(ABORT, 'levy_year is final: rows are added, never removed'); END;

-- How a person was insured in a year of cover. One row a source: `list` = the insurance office's list says so,
-- `acknowledged` = this book took the money and the township's answer says that it was booked, `paid_here` = this book
-- took the money and no answer is known yet. A list stands above an answer, an answer above a payment.
CREATE TABLE insurance_year (
    person_id TEXT NOT NULL REFERENCES person (person_id) ON DELETE CASCADE,
    levy_year INTEGER NOT NULL,
    source    TEXT NOT NULL CHECK (source IN ('list', 'acknowledged', 'paid_here')),
    state     TEXT NOT NULL CHECK (state IN ('resident_here', 'resident_elsewhere', 'employee', 'none')),
    import_id TEXT REFERENCES list_import (import_id),
    at        TEXT NOT NULL,
    user      TEXT NOT NULL,
    PRIMARY KEY (person_id, levy_year, source)
) STRICT, WITHOUT ROWID;
CREATE INDEX insurance_year_year ON insurance_year (levy_year, person_id);
CREATE INDEX insurance_year_import ON insurance_year (import_id) WHERE import_id IS NOT NULL;

-- Which proof was seen, in the clerk's words; empty = it is still to be brought.
ALTER TABLE enrolment ADD COLUMN proof TEXT NOT NULL DEFAULT '';
-- The township's approval, by number, where the notice knows no such reason.
ALTER TABLE enrolment ADD COLUMN approval_no TEXT NOT NULL DEFAULT '';
CREATE INDEX enrolment_year ON enrolment (levy_year, person_id);

-- What was recorded about why somebody does not pay, before and after, as JSON; null = nothing was recorded. Final.
CREATE TABLE enrolment_change (
    change_no INTEGER PRIMARY KEY,
    at        TEXT NOT NULL,
    user      TEXT NOT NULL,
    person_id TEXT NOT NULL,
    levy_year INTEGER NOT NULL,
    before    TEXT,
    after     TEXT
) STRICT;
CREATE INDEX enrolment_change_person ON enrolment_change (person_id, levy_year);

CREATE TRIGGER enrolment_change_is_final_update BEFORE UPDATE ON enrolment_change
BEGIN SELECT RAISE(ABORT, 'enrolment_change is final: rows are added, never changed'); END;
CREATE TRIGGER enrolment_change_is_final_delete BEFORE DELETE ON enrolment_change
BEGIN SELECT RAISE(ABORT, 'enrolment_change is final: rows are added, never removed'); END;
