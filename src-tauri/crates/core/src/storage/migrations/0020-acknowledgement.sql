-- The township's answers (回执) to packages. Each row rests on a journal entry that names the answer by its hash; all are final.

-- An answer as it came, whole and with its signature: the zip, decrypted.
CREATE TABLE ack (
    seq         INTEGER PRIMARY KEY REFERENCES journal (seq),
    close_no    INTEGER NOT NULL REFERENCES package (close_no),
    ack_no      INTEGER NOT NULL CHECK (ack_no >= 1),
    zip         BLOB NOT NULL,
    zip_sha256  TEXT NOT NULL UNIQUE,
    answered_at TEXT NOT NULL,
    read_at     TEXT NOT NULL,
    UNIQUE (close_no, ack_no)
) STRICT;

-- What an answer says of each row of its package. For a row the highest number counts, in whatever order answers came.
CREATE TABLE ack_row (
    table_name  TEXT NOT NULL,
    row_id      TEXT NOT NULL,
    ack_no      INTEGER NOT NULL,
    seq         INTEGER NOT NULL REFERENCES ack (seq),
    status      TEXT NOT NULL CHECK (status IN ('received', 'accepted', 'rejected')),
    reason_code TEXT NOT NULL,
    reason      TEXT NOT NULL,
    booked_on   TEXT,
    PRIMARY KEY (table_name, row_id, ack_no),
    CHECK ((reason_code <> '') = (status = 'rejected')),
    CHECK (booked_on IS NULL OR status = 'accepted')
) STRICT, WITHOUT ROWID;
CREATE INDEX ack_row_seq ON ack_row (seq);
-- What was sent back is work: it is looked for often.
CREATE INDEX ack_row_rejected ON ack_row (status, table_name, row_id) WHERE status = 'rejected';

-- What the bank says of slips, by the township's answer. For a slip the highest number counts, then the later answer.
CREATE TABLE slip_arrival (
    slip_no     TEXT NOT NULL CHECK (slip_no <> ''),
    seq         INTEGER NOT NULL REFERENCES ack (seq),
    ack_no      INTEGER NOT NULL,
    answered_at TEXT NOT NULL,
    amount_fen  INTEGER NOT NULL CHECK (amount_fen > 0),
    arrived_on  TEXT NOT NULL,
    PRIMARY KEY (slip_no, seq)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER ack_is_final_update BEFORE UPDATE ON ack
BEGIN SELECT RAISE(ABORT, 'ack is final: rows are added, never changed'); END;
CREATE TRIGGER ack_is_final_delete BEFORE DELETE ON ack
BEGIN SELECT RAISE(ABORT, 'ack is final: rows are added, never removed'); END;
CREATE TRIGGER ack_row_is_final_update BEFORE UPDATE ON ack_row
BEGIN SELECT RAISE(ABORT, 'ack_row is final: rows are added, never changed'); END;
CREATE TRIGGER ack_row_is_final_delete BEFORE DELETE ON ack_row
BEGIN SELECT RAISE(ABORT, 'ack_row is final: rows are added, never removed'); END;
CREATE TRIGGER slip_arrival_is_final_update BEFORE UPDATE ON slip_arrival
BEGIN SELECT RAISE(ABORT, 'slip_arrival is final: rows are added, never changed'); END;
CREATE TRIGGER slip_arrival_is_final_delete BEFORE DELETE ON slip_arrival
BEGIN SELECT RAISE(ABORT, 'slip_arrival is final: rows are added, never removed'); END;
