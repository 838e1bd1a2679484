-- Lists of the tax and insurance offices and of other offices, what they propose, and who waits to be entered in the
-- province's system.

-- One row of such a list, as it was read. Rows that speak of nobody in the book stay too: whoever is added later is
-- looked for in them. Rows of a list that was undone count for nothing.
CREATE TABLE office_row (
    import_id   TEXT NOT NULL REFERENCES list_import (import_id),
    place       INTEGER NOT NULL,
    sheet       TEXT NOT NULL DEFAULT '',
    row_no      INTEGER NOT NULL,
    name        TEXT NOT NULL,
    certno      TEXT NOT NULL,
    -- Whose number it is; NULL = nobody's of the book.
    person_id   TEXT,
    -- The day that the row speaks of: of the payment, the death, the move.
    happened_on TEXT,
    -- The whole personal fee, and what the office says that he paid or owes.
    fee_fen     INTEGER,
    sum_fen     INTEGER,
    -- Channel, mark, destination, school, state of the pension: the office's words.
    words       TEXT NOT NULL DEFAULT '',
    -- Further columns of the kind, as JSON.
    facts       TEXT NOT NULL DEFAULT '{}',
    -- What came of the row: a word of the kind.
    outcome     TEXT NOT NULL,
    PRIMARY KEY (import_id, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX office_row_certno ON office_row (certno);
CREATE INDEX office_row_person ON office_row (person_id) WHERE person_id IS NOT NULL;

-- The list by which a person counts as paid elsewhere; NULL = the clerk wrote it down.
ALTER TABLE enrolment ADD COLUMN import_id TEXT;

-- What was recorded about somebody before a list changed it, as JSON; NULL = nothing was. Undoing the list puts it back.
CREATE TABLE enrolment_before (
    import_id TEXT NOT NULL REFERENCES list_import (import_id),
    person_id TEXT NOT NULL,
    levy_year INTEGER NOT NULL,
    before    TEXT,
    PRIMARY KEY (import_id, person_id, levy_year)
) STRICT, WITHOUT ROWID;

-- What an office's list says of somebody that the book does not: never applied by itself. Open until somebody takes or
-- declines it; withdrawn when its list is undone.
CREATE TABLE proposal (
    proposal_id TEXT PRIMARY KEY,
    import_id   TEXT NOT NULL REFERENCES list_import (import_id),
    -- NULL = somebody who is not on the roster; name and number as the list has them.
    person_id   TEXT,
    name        TEXT NOT NULL,
    certno      TEXT NOT NULL,
    kind        TEXT NOT NULL CHECK (kind IN
        ('death', 'moved_away', 'moved_in', 'new_person', 'student', 'pension_stopped', 'alive_on_list', 'no_longer_paid')),
    happened_on TEXT,
    -- What the list says, in words, and its facts as JSON.
    words       TEXT NOT NULL,
    facts       TEXT NOT NULL DEFAULT '{}',
    state       TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'taken', 'declined', 'withdrawn')),
    reason      TEXT NOT NULL DEFAULT '',
    made_at     TEXT NOT NULL,
    decided_at  TEXT,
    decided_by  TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX proposal_state ON proposal (state, kind);
CREATE INDEX proposal_person ON proposal (person_id);

-- Who is to be entered, or corrected, in the province's system. The name is kept, since the person may go.
CREATE TABLE registration (
    registration_no INTEGER PRIMARY KEY,
    person_id       TEXT NOT NULL,
    name            TEXT NOT NULL,
    kind            TEXT NOT NULL CHECK (kind IN ('new', 'name', 'certificate')),
    -- For a correction: what the province's system knows so far.
    was             TEXT NOT NULL DEFAULT '',
    state           TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'entered', 'failed', 'dropped')),
    reason          TEXT NOT NULL DEFAULT '',
    wanted_at       TEXT NOT NULL,
    wanted_by       TEXT NOT NULL,
    decided_at      TEXT,
    decided_by      TEXT
) STRICT;
CREATE INDEX registration_person ON registration (person_id, kind);
CREATE INDEX registration_state ON registration (state);
