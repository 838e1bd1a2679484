-- Receipts that went with a lost disk and had been taken back before it was lost: both papers say so, and nothing stands of
-- them. Projections of journal entries; final.
CREATE TABLE lost_voided (
    seq        INTEGER PRIMARY KEY REFERENCES journal (seq),
    receipt_no TEXT NOT NULL REFERENCES lost_receipt (receipt_no),
    -- The sum on the receipt: it came and went back, and is in no drawer.
    amount_fen INTEGER NOT NULL CHECK (amount_fen >= 0),
    taken_on   TEXT NOT NULL,
    voided_on  TEXT NOT NULL CHECK (voided_on >= taken_on),
    -- The number on the slip of the void.
    slip_no    TEXT NOT NULL CHECK (slip_no <> '')
) STRICT;
CREATE INDEX lost_voided_receipt ON lost_voided (receipt_no);

-- That was a mistake: the receipt is missing again.
CREATE TABLE lost_voided_withdrawn (
    seq        INTEGER PRIMARY KEY REFERENCES journal (seq),
    voided_seq INTEGER NOT NULL UNIQUE REFERENCES lost_voided (seq)
) STRICT;

CREATE TRIGGER lost_voided_is_final_update BEFORE UPDATE ON lost_voided
BEGIN SELECT RAISE(ABORT, 'lost_voided is final: rows are added, never changed'); END;
CREATE TRIGGER lost_voided_is_final_delete BEFORE DELETE ON lost_voided
BEGIN SELECT RAISE(ABORT, 'lost_voided is final: rows are added, never removed'); END;
CREATE TRIGGER lost_voided_withdrawn_is_final_update BEFORE UPDATE ON lost_voided_withdrawn
BEGIN SELECT RAISE(ABORT, 'lost_voided_withdrawn is final: rows are added, never changed'); END;
CREATE TRIGGER lost_voided_withdrawn_is_final_delete BEFORE DELETE ON lost_voided_withdrawn
BEGIN SELECT RAISE(ABORT, 'lost_voided_withdrawn is final: rows are added, never removed'); END;
