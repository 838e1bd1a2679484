-- Lines whose cover hangs on the arrival of the money, completed when the money had arrived: what the journal's
-- cover_completed entries say. A correction is one more row; the newest of a line counts. Final.
CREATE TABLE cover_completed (
    seq          INTEGER NOT NULL REFERENCES journal (seq),
    row_id       TEXT NOT NULL REFERENCES payment_line (row_id),
    receipt_no   TEXT NOT NULL REFERENCES payment (receipt_no),
    arrived_on   TEXT NOT NULL,
    benefit_from TEXT NOT NULL,
    benefit_to   TEXT NOT NULL,
    PRIMARY KEY (seq, row_id),
    CHECK (benefit_from >= arrived_on AND benefit_from <= benefit_to)
) STRICT, WITHOUT ROWID;
CREATE INDEX cover_completed_receipt ON cover_completed (receipt_no);

CREATE TRIGGER cover_completed_is_final_update BEFORE UPDATE ON cover_completed
BEGIN SELECT RAISE(ABORT, 'cover_completed is final: rows are added, never changed'); END;
CREATE TRIGGER cover_completed_is_final_delete BEFORE DELETE ON cover_completed
BEGIN SELECT RAISE(ABORT, 'cover_completed is final: rows are added, never removed'); END;
