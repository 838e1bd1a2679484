-- What becomes of the difference of a close: settled, carried, reported. A projection of journal entries; final.
CREATE TABLE difference_step (
    step_no    INTEGER PRIMARY KEY CHECK (step_no >= 1),
    seq        INTEGER NOT NULL UNIQUE REFERENCES journal (seq),
    step_id    TEXT NOT NULL UNIQUE,
    close_no   INTEGER NOT NULL REFERENCES close (close_no),
    state      TEXT NOT NULL CHECK (state IN ('settled', 'carried', 'reported')),
    -- How it was settled: a code of difference_way.tsv.
    way        TEXT CHECK ((way IS NOT NULL) = (state = 'settled')),
    -- By how much the difference moved towards nought: into the cash that lies ready for the bank, or out of it.
    amount_fen INTEGER NOT NULL CHECK ((amount_fen <> 0) = (state = 'settled')),
    -- The receipt that explains it.
    receipt_no TEXT REFERENCES payment (receipt_no),
    order_hash BLOB NOT NULL CHECK (length(order_hash) = 32)
) STRICT;
CREATE INDEX difference_step_close ON difference_step (close_no);

-- Receipts that went with a lost disk are found again under the sheet that brought them back.
CREATE INDEX payment_paper ON payment (paper_no) WHERE paper_no IS NOT NULL;

CREATE TRIGGER difference_step_is_final_update BEFORE UPDATE ON difference_step
BEGIN SELECT RAISE(ABORT, 'difference_step is final: rows are added, never changed'); END;
CREATE TRIGGER difference_step_is_final_delete BEFORE DELETE ON difference_step
BEGIN SELECT RAISE(ABORT, 'difference_step is final: rows are added, never removed'); END;
