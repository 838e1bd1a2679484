-- Copies of the book that were made, receipts that went with a lost disk, and the people who have passwords.

-- Each try to copy the book, and what became of it: a copy counts only once it was opened and read back. Final.
CREATE TABLE backup (
    backup_no INTEGER PRIMARY KEY,
    at        TEXT NOT NULL,
    user      TEXT NOT NULL,
    cause     TEXT NOT NULL CHECK (cause IN ('close', 'asked', 'migration', 'rekey')),
    folder    TEXT NOT NULL,
    file_name TEXT NOT NULL,
    -- 1 = on the same disk as the book: it does not outlive the laptop.
    same_disk INTEGER NOT NULL CHECK (same_disk IN (0, 1)),
    bytes     INTEGER NOT NULL,
    -- The newest entry of the journal that the copy holds.
    seq       INTEGER NOT NULL,
    hash      TEXT NOT NULL,
    -- The code of what went wrong; NULL = opened, read back and right.
    fault     TEXT
) STRICT;

-- Receipts that were given out and are not in the restored book: paper brings them back (补录). Final.
CREATE TABLE lost_receipt (
    receipt_no TEXT PRIMARY KEY,
    series     TEXT NOT NULL,
    serial     INTEGER NOT NULL CHECK (serial >= 1),
    -- By what it is known: the head file of the lost book, or the last paper.
    known_by   TEXT NOT NULL CHECK (known_by IN ('head', 'paper')),
    noted_at   TEXT NOT NULL,
    noted_by   TEXT NOT NULL,
    UNIQUE (series, serial)
) STRICT, WITHOUT ROWID;

-- Who has left keeps his row, since his name stands in the journal.
ALTER TABLE user ADD COLUMN removed_at TEXT;

-- Reviews and hand-overs are few among many payments, and they are read from the journal itself.
CREATE INDEX journal_of_people ON journal (kind, seq) WHERE kind = 'close_reviewed' OR kind = 'hand_over';

CREATE TRIGGER backup_is_final_update BEFORE UPDATE ON backup
BEGIN SELECT RAISE(ABORT, 'backup is final: rows are added, never changed'); END;
CREATE TRIGGER backup_is_final_delete BEFORE DELETE ON backup
BEGIN SELECT RAISE(ABORT, 'backup is final: rows are added, never removed'); END;
CREATE TRIGGER lost_receipt_is_final_update BEFORE UPDATE ON lost_receipt
BEGIN SELECT RAISE(ABORT, 'lost_receipt is final: rows are added, never changed'); END;
CREATE TRIGGER lost_receipt_is_final_delete BEFORE DELETE ON lost_receipt
BEGIN SELECT RAISE(ABORT, 'lost_receipt is final: rows are added, never removed'); END;
