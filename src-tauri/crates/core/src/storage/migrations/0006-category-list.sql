-- What the departments' lists say of people, row by row, and the work that a list makes.

-- What the newest list of a department says of somebody: one row a person and category (or two, where a category ended and
-- began again). Whoever is not in the book waits here until he is. A newer list of the same department that says something
-- else ends the row (`gone_import_id`) and never another department's.
CREATE TABLE category_entry (
    entry_id         TEXT PRIMARY KEY,
    department       TEXT NOT NULL CHECK (department <> ''),
    certificate_type TEXT NOT NULL,
    certno           TEXT NOT NULL CHECK (certno <> ''),
    name             TEXT NOT NULL,
    head_name        TEXT NOT NULL DEFAULT '',
    birth            TEXT,
    -- As the department calls it.
    word             TEXT NOT NULL,
    code             TEXT NOT NULL,
    grade            INTEGER CHECK (grade BETWEEN 1 AND 4),
    subtype          TEXT,
    begin_on         TEXT,
    end_on           TEXT,
    -- The risk for which the household is watched is gone; NULL = the list does not say.
    risk_cleared     INTEGER CHECK (risk_cleared IN (0, 1)),
    import_id        TEXT NOT NULL REFERENCES list_import (import_id),
    sheet_row        INTEGER NOT NULL,
    gone_import_id   TEXT REFERENCES list_import (import_id),
    -- Who of the book it is; by the number, or by the clerk's yes.
    person_id        TEXT,
    matched_by       TEXT CHECK (matched_by IN ('certno', 'clerk')),
    CHECK ((person_id IS NULL) = (matched_by IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX category_entry_department ON category_entry (department, certno);
CREATE INDEX category_entry_certno ON category_entry (certno);
CREATE INDEX category_entry_person ON category_entry (person_id);
CREATE INDEX category_entry_import ON category_entry (import_id);
CREATE INDEX category_entry_waiting ON category_entry (certificate_type, certno) WHERE person_id IS NULL AND gone_import_id IS NULL;

-- Whoever leaves the roster leaves what the list says of him behind: it waits again.
CREATE TRIGGER category_entry_loses_person AFTER DELETE ON person
BEGIN
    UPDATE category_entry SET person_id = NULL, matched_by = NULL WHERE person_id = OLD.person_id;
END;

-- What the clerk said about somebody of a list whose number is not in the book: this is our person, or he is not. Asked once.
CREATE TABLE category_match (
    certno    TEXT NOT NULL,
    person_id TEXT NOT NULL,
    is_same   INTEGER NOT NULL CHECK (is_same IN (0, 1)),
    at        TEXT NOT NULL,
    user      TEXT NOT NULL,
    PRIMARY KEY (certno, person_id)
) STRICT, WITHOUT ROWID;

-- Rows of a list that were held back, as they stood: a full list cancels nothing while one of them is open, and a person who
-- stands wrong in one list is found again where he stands right in another.
CREATE TABLE held_back_row (
    import_id        TEXT NOT NULL REFERENCES list_import (import_id),
    sheet_row        INTEGER NOT NULL,
    name             TEXT NOT NULL,
    id_written       TEXT NOT NULL,
    code             TEXT NOT NULL,
    mended_import_id TEXT REFERENCES list_import (import_id),
    PRIMARY KEY (import_id, sheet_row)
) STRICT, WITHOUT ROWID;

-- Rows of a department that a full list with a bad row does not have: they stay until the list is whole.
CREATE TABLE held_cancellation (
    import_id TEXT NOT NULL REFERENCES list_import (import_id),
    entry_id  TEXT NOT NULL REFERENCES category_entry (entry_id) ON DELETE CASCADE,
    -- The list of mended rows that has it after all.
    freed_import_id TEXT REFERENCES list_import (import_id),
    PRIMARY KEY (import_id, entry_id)
) STRICT, WITHOUT ROWID;

-- Something that somebody has to do about a person, with the facts that it rests on: a refund application, an office to ask,
-- a payment that was made twice. It is done when somebody says what came of it.
CREATE TABLE work_item (
    item_id   TEXT PRIMARY KEY,
    kind      TEXT NOT NULL CHECK (kind <> ''),
    person_id TEXT NOT NULL,
    levy_year INTEGER,
    facts     TEXT NOT NULL DEFAULT '{}',
    article   TEXT NOT NULL DEFAULT '',
    state     TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'done')),
    import_id TEXT REFERENCES list_import (import_id),
    at        TEXT NOT NULL,
    user      TEXT NOT NULL,
    done_at   TEXT,
    done_by   TEXT,
    outcome   TEXT NOT NULL DEFAULT '',
    CHECK ((state = 'done') = (done_at IS NOT NULL))
) STRICT, WITHOUT ROWID;
-- The same work is not asked for twice.
CREATE UNIQUE INDEX work_item_open ON work_item (kind, person_id, coalesce(levy_year, 0)) WHERE state = 'open';
CREATE INDEX work_item_person ON work_item (person_id);
