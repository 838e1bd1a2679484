-- What happens to households over the year, by which paper; certificates that people had before; who is the same person twice.

-- An act of household life: 分户, 并户, a marriage, a birth, a death … on the day of its paper, which may lie before the
-- day on which it was written down. What it changed stands in `roster_change` under its id. A mistake is undone by
-- another act. Final.
CREATE TABLE life_act (
    act_no      INTEGER PRIMARY KEY,
    act_id      TEXT NOT NULL UNIQUE,
    kind        TEXT NOT NULL CHECK (kind IN ('split', 'merge', 'move', 'marriage', 'adoption', 'head', 'birth', 'death',
                                              'leave', 'return', 'move_in', 'undo')),
    happened_on TEXT NOT NULL,
    paper       TEXT NOT NULL DEFAULT '',
    paper_no    TEXT NOT NULL DEFAULT '',
    note        TEXT NOT NULL DEFAULT '',
    -- The households' numbers as they were then: from which, into which.
    from_no     TEXT NOT NULL DEFAULT '',
    into_no     TEXT NOT NULL DEFAULT '',
    people      TEXT NOT NULL DEFAULT '',
    undoes      TEXT UNIQUE REFERENCES life_act (act_id),
    at          TEXT NOT NULL,
    user        TEXT NOT NULL
) STRICT;

CREATE TRIGGER life_act_is_final_update BEFORE UPDATE ON life_act
BEGIN SELECT RAISE(ABORT, 'life_act is final: rows are added, never changed'); END;
CREATE TRIGGER life_act_is_final_delete BEFORE DELETE ON life_act
BEGIN SELECT RAISE(ABORT, 'life_act is final: rows are added, never removed'); END;

-- Which act a change belongs to.
ALTER TABLE roster_change ADD COLUMN act_id TEXT;
CREATE INDEX roster_change_of_act ON roster_change (act_id) WHERE act_id IS NOT NULL;
CREATE INDEX roster_change_of_person ON roster_change (person_id) WHERE person_id IS NOT NULL;
-- A household number that was given up is not given to another household.
CREATE INDEX roster_change_renumbered ON roster_change (json_extract(before, '$.hh_no')) WHERE act = 'household_changed';

-- The person is somebody else's second entry: his payments, categories and visits are that person's. He is in no list.
ALTER TABLE person ADD COLUMN merged_into TEXT REFERENCES person (person_id);
CREATE INDEX person_merged_into ON person (merged_into) WHERE merged_into IS NOT NULL;

-- Certificates that somebody had before (a birth certificate, a number of an entry that was merged into him): he is still
-- known by them, and nobody else gets them.
CREATE TABLE former_certificate (
    certificate_type TEXT NOT NULL,
    certno           TEXT NOT NULL,
    person_id        TEXT NOT NULL,
    at               TEXT NOT NULL,
    user             TEXT NOT NULL,
    -- The verdict that brought it, if one did.
    verdict_no       INTEGER,
    PRIMARY KEY (certificate_type, certno)
) STRICT, WITHOUT ROWID;
CREATE INDEX former_certificate_person ON former_certificate (person_id);

-- Two entries that were found to claim one certificate while it was being typed.
CREATE TABLE duplicate_claim (
    claim_no INTEGER PRIMARY KEY,
    first    TEXT NOT NULL,
    second   TEXT NOT NULL,
    at       TEXT NOT NULL,
    user     TEXT NOT NULL
) STRICT;

-- What was decided about two entries that look like one person. A verdict is taken back by another row. Final.
CREATE TABLE duplicate_verdict (
    verdict_no INTEGER PRIMARY KEY,
    -- The lesser and the greater person_id.
    first      TEXT NOT NULL,
    second     TEXT NOT NULL,
    verdict    TEXT NOT NULL CHECK (verdict IN ('merged', 'both_kept', 'not_same', 'taken_back')),
    -- Of two that were merged: who stayed.
    kept       TEXT,
    reason     TEXT NOT NULL DEFAULT '',
    -- What a merge moved, as JSON: both as they were, and the rows that went over.
    moved      TEXT NOT NULL DEFAULT '{}',
    takes_back INTEGER UNIQUE REFERENCES duplicate_verdict (verdict_no),
    at         TEXT NOT NULL,
    user       TEXT NOT NULL,
    CHECK ((verdict = 'merged') = (kept IS NOT NULL)),
    CHECK ((verdict = 'taken_back') = (takes_back IS NOT NULL))
) STRICT;
CREATE INDEX duplicate_verdict_pair ON duplicate_verdict (first, second);

CREATE TRIGGER duplicate_verdict_is_final_update BEFORE UPDATE ON duplicate_verdict
BEGIN SELECT RAISE(ABORT, 'duplicate_verdict is final: rows are added, never changed'); END;
CREATE TRIGGER duplicate_verdict_is_final_delete BEFORE DELETE ON duplicate_verdict
BEGIN SELECT RAISE(ABORT, 'duplicate_verdict is final: rows are added, never removed'); END;
