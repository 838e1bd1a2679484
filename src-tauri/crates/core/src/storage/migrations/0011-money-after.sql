-- What happens to money after it was taken. Each row is a projection of a journal entry; all are final.

-- A receipt taken back whole: 作废 within its session, 冲正 after its close. A receipt is taken back once.
CREATE TABLE reversal (
    void_no       INTEGER PRIMARY KEY CHECK (void_no >= 1),
    seq           INTEGER NOT NULL UNIQUE REFERENCES journal (seq),
    void_id       TEXT NOT NULL UNIQUE,
    kind          TEXT NOT NULL CHECK (kind IN ('void', 'reversal')),
    payment_id    TEXT NOT NULL UNIQUE REFERENCES payment (payment_id),
    session_no    INTEGER NOT NULL REFERENCES session (session_no),
    cash_back_fen INTEGER NOT NULL CHECK (cash_back_fen >= 0),
    order_hash    BLOB NOT NULL CHECK (length(order_hash) = 32)
) STRICT;
CREATE INDEX reversal_session ON reversal (session_no);

-- The mirror of each payment line that was taken back: once.
CREATE TABLE reversed_line (
    row_id             TEXT PRIMARY KEY,
    seq                INTEGER NOT NULL REFERENCES journal (seq),
    reverses           TEXT NOT NULL UNIQUE REFERENCES payment_line (row_id),
    fee_fen            INTEGER NOT NULL CHECK (fee_fen <= 0),
    subsidy_fen        INTEGER NOT NULL CHECK (subsidy_fen <= 0),
    collective_aid_fen INTEGER NOT NULL CHECK (collective_aid_fen <= 0),
    due_fen            INTEGER NOT NULL CHECK (due_fen <= 0),
    CHECK (fee_fen = subsidy_fen + collective_aid_fen + due_fen)
) STRICT, WITHOUT ROWID;

-- Money paid into the treasury account by one bank slip.
CREATE TABLE remittance (
    remittance_no INTEGER PRIMARY KEY CHECK (remittance_no >= 1),
    seq           INTEGER NOT NULL UNIQUE REFERENCES journal (seq),
    remittance_id TEXT NOT NULL UNIQUE,
    payer         TEXT NOT NULL CHECK (payer IN ('cash', 'collective_aid')),
    slip_no       TEXT NOT NULL CHECK (slip_no <> ''),
    remitted_on   TEXT NOT NULL,
    amount_fen    INTEGER NOT NULL CHECK (amount_fen > 0),
    session_no    INTEGER REFERENCES session (session_no),
    order_hash    BLOB NOT NULL CHECK (length(order_hash) = 32)
) STRICT;
CREATE INDEX remittance_slip ON remittance (slip_no);

-- Which receipts a remittance pays in, with how much of each; `session_no` took them.
CREATE TABLE remittance_part (
    remittance_no INTEGER NOT NULL REFERENCES remittance (remittance_no),
    receipt_no    TEXT NOT NULL REFERENCES payment (receipt_no),
    session_no    INTEGER NOT NULL REFERENCES session (session_no),
    amount_fen    INTEGER NOT NULL CHECK (amount_fen > 0),
    PRIMARY KEY (remittance_no, receipt_no)
) STRICT, WITHOUT ROWID;
CREATE INDEX remittance_part_receipt ON remittance_part (receipt_no);

-- A remittance that was none: entered by mistake, or sent back by the bank.
CREATE TABLE remittance_cancelled (
    remittance_no INTEGER PRIMARY KEY REFERENCES remittance (remittance_no),
    seq           INTEGER NOT NULL UNIQUE REFERENCES journal (seq),
    session_no    INTEGER REFERENCES session (session_no)
) STRICT;

-- A refund applied for after the money was paid in.
CREATE TABLE refund (
    refund_no  INTEGER PRIMARY KEY CHECK (refund_no >= 1),
    seq        INTEGER NOT NULL UNIQUE REFERENCES journal (seq),
    refund_id  TEXT NOT NULL UNIQUE,
    receipt_no TEXT NOT NULL REFERENCES payment (receipt_no),
    applied_on TEXT NOT NULL,
    order_hash BLOB NOT NULL CHECK (length(order_hash) = 32)
) STRICT;
CREATE INDEX refund_receipt ON refund (receipt_no);

CREATE TABLE refund_line (
    row_id     TEXT PRIMARY KEY,
    refund_no  INTEGER NOT NULL REFERENCES refund (refund_no),
    reverses   TEXT NOT NULL REFERENCES payment_line (row_id),
    amount_fen INTEGER NOT NULL CHECK (amount_fen >= 0),
    ends_cover INTEGER NOT NULL CHECK (ends_cover IN (0, 1))
) STRICT, WITHOUT ROWID;
CREATE INDEX refund_line_refund ON refund_line (refund_no);
CREATE INDEX refund_line_reverses ON refund_line (reverses);

-- The steps of a refund application; the newest counts.
CREATE TABLE refund_step (
    seq       INTEGER PRIMARY KEY REFERENCES journal (seq),
    refund_no INTEGER NOT NULL REFERENCES refund (refund_no),
    state     TEXT NOT NULL CHECK (state IN ('submitted', 'accepted', 'rejected', 'withdrawn')),
    on_day    TEXT NOT NULL
) STRICT;
CREATE INDEX refund_step_refund ON refund_step (refund_no);

CREATE TRIGGER reversal_is_final_update BEFORE UPDATE ON reversal
BEGIN SELECT RAISE(ABORT, 'reversal is final: rows are added, never changed'); END;
CREATE TRIGGER reversal_is_final_delete BEFORE DELETE ON reversal
BEGIN SELECT RAISE(ABORT, 'reversal is final: rows are added, never removed'); END;
CREATE TRIGGER reversed_line_is_final_update BEFORE UPDATE ON reversed_line
BEGIN SELECT RAISE(ABORT, 'reversed_line is final: rows are added, never changed'); END;
CREATE TRIGGER reversed_line_is_final_delete BEFORE DELETE ON reversed_line
BEGIN SELECT RAISE(ABORT, 'reversed_line is final: rows are added, never removed'); END;
CREATE TRIGGER remittance_is_final_update BEFORE UPDATE ON remittance
BEGIN SELECT RAISE(ABORT, 'remittance is final: rows are added, never changed'); END;
CREATE TRIGGER remittance_is_final_delete BEFORE DELETE ON remittance
BEGIN SELECT RAISE(ABORT, 'remittance is final: rows are added, never removed'); END;
CREATE TRIGGER remittance_part_is_final_update BEFORE UPDATE ON remittance_part
BEGIN SELECT RAISE(ABORT, 'remittance_part is final: rows are added, never changed'); END;
CREATE TRIGGER remittance_part_is_final_delete BEFORE DELETE ON remittance_part
BEGIN SELECT RAISE(ABORT, 'remittance_part is final: rows are added, never removed'); END;
CREATE TRIGGER remittance_cancelled_is_final_update BEFORE UPDATE ON remittance_cancelled
BEGIN SELECT RAISE(ABORT, 'remittance_cancelled is final: rows are added, never changed'); END;
CREATE TRIGGER remittance_cancelled_is_final_delete BEFORE DELETE ON remittance_cancelled
BEGIN SELECT RAISE(ABORT, 'remittance_cancelled is final: rows are added, never removed'); END;
CREATE TRIGGER refund_is_final_update BEFORE UPDATE ON refund
BEGIN SELECT RAISE(ABORT, 'refund is final: rows are added, never changed'); END;
CREATE TRIGGER refund_is_final_delete BEFORE DELETE ON refund
BEGIN SELECT RAISE(ABORT, 'refund is final: rows are added, never removed'); END;
CREATE TRIGGER refund_line_is_final_update BEFORE UPDATE ON refund_line
BEGIN SELECT RAISE(ABORT, 'refund_line is final: rows are added, never changed'); END;
CREATE TRIGGER refund_line_is_final_delete BEFORE DELETE ON refund_line
BEGIN SELECT RAISE(ABORT, 'refund_line is final: rows are added, never removed'); END;
CREATE TRIGGER refund_step_is_final_update BEFORE UPDATE ON refund_step
BEGIN SELECT RAISE(ABORT, 'refund_step is final: rows are added, never changed'); END;
CREATE TRIGGER refund_step_is_final_delete BEFORE DELETE ON refund_step
BEGIN SELECT RAISE(ABORT, 'refund_step is final: rows are added, never removed'); END;
