-- 动员: who was asked to pay, where he is, and who answers for him.

-- One visit to a household (at its door, by phone, …): when, by whom, whom they met, when to come again. A mistake is put
-- right by another row that names it; a row that names one and has no answers takes it back. Final.
CREATE TABLE canvass_visit (
    visit_no     INTEGER PRIMARY KEY,
    levy_year    INTEGER NOT NULL,
    household_id TEXT NOT NULL,
    visited_on   TEXT NOT NULL,
    visitor      TEXT NOT NULL CHECK (visitor <> ''),
    way          TEXT NOT NULL CHECK (way IN ('door', 'phone', 'message', 'other')),
    met          TEXT NOT NULL,
    note         TEXT NOT NULL,
    next_on      TEXT,
    -- The household was told what the notice says about those who refuse: the sentence, and the file that it stands in.
    warned_rule  TEXT,
    warned_by    TEXT,
    -- Who refuses signed it on paper (1), or would not sign (0); the paper's day.
    signed       INTEGER CHECK (signed IN (0, 1)),
    signed_on    TEXT,
    -- Whoever refused is recorded as refusing for the levy year.
    marked       INTEGER NOT NULL CHECK (marked IN (0, 1)),
    -- The list from which it was entered.
    round_no     INTEGER,
    corrects     INTEGER UNIQUE REFERENCES canvass_visit (visit_no),
    at           TEXT NOT NULL,
    user         TEXT NOT NULL,
    CHECK ((warned_rule IS NULL) = (warned_by IS NULL)),
    CHECK ((signed IS NULL) = (signed_on IS NULL))
) STRICT;
CREATE INDEX canvass_visit_household ON canvass_visit (household_id);

-- What was heard about each person of the household at that visit: a code of assets/codes/canvass_outcome.tsv. Final.
CREATE TABLE canvass_answer (
    visit_no  INTEGER NOT NULL REFERENCES canvass_visit (visit_no),
    person_id TEXT NOT NULL,
    outcome   TEXT NOT NULL CHECK (outcome <> ''),
    PRIMARY KEY (visit_no, person_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX canvass_answer_person ON canvass_answer (person_id);

-- Where somebody is (两外: working or studying away), as of a day; the newest day counts, on one day the newest row. Final.
CREATE TABLE whereabouts (
    row_no    INTEGER PRIMARY KEY,
    person_id TEXT NOT NULL,
    kind      TEXT NOT NULL CHECK (kind IN ('village', 'working', 'studying', 'unknown')),
    place     TEXT NOT NULL,
    phone     TEXT NOT NULL,
    as_of     TEXT NOT NULL,
    at        TEXT NOT NULL,
    user      TEXT NOT NULL
) STRICT;
CREATE INDEX whereabouts_person ON whereabouts (person_id, as_of);

-- The cadres of the village. What each answers for changes over the year; the audit log says when.
CREATE TABLE cadre (
    cadre_id TEXT PRIMARY KEY,
    name     TEXT NOT NULL UNIQUE CHECK (name <> ''),
    phone    TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- 包组: who answers for a village group.
CREATE TABLE cadre_group (
    village_group TEXT PRIMARY KEY,
    cadre_id      TEXT NOT NULL REFERENCES cadre (cadre_id)
) STRICT, WITHOUT ROWID;

-- 包户: who answers for one household, before the cadre of its group.
CREATE TABLE cadre_household (
    household_id TEXT PRIMARY KEY,
    cadre_id     TEXT NOT NULL REFERENCES cadre (cadre_id)
) STRICT, WITHOUT ROWID;

-- A list for a round from door to door (走访表), so that its short numbers still mean the same people when it comes back
-- with writing on it. Final.
CREATE TABLE canvass_round (
    round_no  INTEGER PRIMARY KEY,
    levy_year INTEGER NOT NULL,
    title     TEXT NOT NULL,
    visitor   TEXT NOT NULL,
    left_out  INTEGER NOT NULL,
    at        TEXT NOT NULL,
    user      TEXT NOT NULL
) STRICT;

-- One person on such a list. Final.
CREATE TABLE canvass_round_row (
    round_no     INTEGER NOT NULL REFERENCES canvass_round (round_no),
    row_no       INTEGER NOT NULL CHECK (row_no >= 1),
    household_id TEXT NOT NULL,
    person_id    TEXT NOT NULL,
    PRIMARY KEY (round_no, row_no),
    UNIQUE (round_no, person_id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER canvass_visit_is_final_update BEFORE UPDATE ON canvass_visit
BEGIN SELECT RAISE(ABORT, 'canvass_visit is final: rows are added, never changed'); END;
CREATE TRIGGER canvass_visit_is_final_delete BEFORE DELETE ON canvass_visit
BEGIN SELECT RAISE(ABORT, 'canvass_visit is final: rows are added, never removed'); END;
CREATE TRIGGER canvass_answer_is_final_update BEFORE UPDATE ON canvass_answer
BEGIN SELECT RAISE(ABORT, 'canvass_answer is final: rows are added, never changed'); END;
CREATE TRIGGER canvass_answer_is_final_delete BEFORE DELETE ON canvass_answer
BEGIN SELECT RAISE(ABORT, 'canvass_answer is final: rows are added, never removed'); END;
CREATE TRIGGER whereabouts_is_final_update BEFORE UPDATE ON whereabouts
BEGIN SELECT RAISE(ABORT, 'whereabouts is final: rows are added, never changed'); END;
CREATE TRIGGER whereabouts_is_final_delete BEFORE DELETE ON whereabouts
BEGIN SELECT RAISE(ABORT, 'whereabouts is final: rows are added, never removed'); END;
CREATE TRIGGER canvass_round_is_final_update BEFORE UPDATE ON canvass_round
BEGIN SELECT RAISE(ABORT, 'canvass_round is final: rows are added, never changed'); END;
CREATE TRIGGER canvass_round_is_final_delete BEFORE DELETE ON canvass_round
BEGIN SELECT RAISE(ABORT, 'canvass_round is final: rows are added, never removed'); END;
CREATE TRIGGER canvass_round_row_is_final_update BEFORE UPDATE ON canvass_round_row
BEGIN SELECT RAISE(ABORT, 'canvass_round_row is final: rows are added, never changed'); END;
CREATE TRIGGER canvass_round_row_is_final_delete BEFORE DELETE ON canvass_round_row
BEGIN SELECT RAISE(ABORT, 'canvass_round_row is final: rows are added, never removed'); END;
