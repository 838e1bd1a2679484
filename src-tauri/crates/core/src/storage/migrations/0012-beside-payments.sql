-- What stands beside payments: collective aid, pre-printed receipts, sheets of a paper book. Projections of journal
-- entries; final.

-- The number of the pre-printed 《专用票据》 that was handed out with a payment.
ALTER TABLE payment ADD COLUMN ticket_no TEXT;
CREATE UNIQUE INDEX payment_ticket ON payment (ticket_no) WHERE ticket_no IS NOT NULL;
-- The day on which the money was taken on paper, and the sheet, for a payment that was entered afterwards (补录).
ALTER TABLE payment ADD COLUMN taken_on TEXT;
ALTER TABLE payment ADD COLUMN paper_no TEXT;
-- The collective's resolution.
ALTER TABLE payment ADD COLUMN aid_no INTEGER;

-- What the village collective resolved to pay for people (集体扶持).
CREATE TABLE aid (
    aid_no        INTEGER PRIMARY KEY CHECK (aid_no >= 1),
    seq           INTEGER NOT NULL UNIQUE REFERENCES journal (seq),
    levy_year     INTEGER NOT NULL,
    most_each_fen INTEGER NOT NULL CHECK (most_each_fen > 0),
    budget_fen    INTEGER CHECK (budget_fen > 0)
) STRICT;

CREATE TABLE aid_ended (
    aid_no INTEGER PRIMARY KEY REFERENCES aid (aid_no),
    seq    INTEGER NOT NULL UNIQUE REFERENCES journal (seq)
) STRICT;

-- Books of pre-printed receipts.
CREATE TABLE ticket_book (
    ticket_book_no INTEGER PRIMARY KEY CHECK (ticket_book_no >= 1),
    seq            INTEGER NOT NULL UNIQUE REFERENCES journal (seq),
    prefix         TEXT NOT NULL,
    digits         INTEGER NOT NULL CHECK (digits BETWEEN 1 AND 18),
    first_no       INTEGER NOT NULL CHECK (first_no >= 0),
    last_no        INTEGER NOT NULL,
    CHECK (last_no >= first_no)
) STRICT;

-- Pre-printed receipts that cannot be used any more.
CREATE TABLE ticket_spoilt (
    ticket_no TEXT PRIMARY KEY,
    seq       INTEGER NOT NULL UNIQUE REFERENCES journal (seq)
) STRICT, WITHOUT ROWID;

-- Unused pre-printed receipts that went back.
CREATE TABLE ticket_returned (
    seq            INTEGER PRIMARY KEY REFERENCES journal (seq),
    ticket_book_no INTEGER NOT NULL REFERENCES ticket_book (ticket_book_no),
    first_no       INTEGER NOT NULL,
    last_no        INTEGER NOT NULL,
    CHECK (last_no >= first_no)
) STRICT;

CREATE TRIGGER aid_is_final_update BEFORE UPDATE ON aid
BEGIN SELECT RAISE(ABORT, 'aid is final: rows are added, never changed'); END;
CREATE TRIGGER aid_is_final_delete BEFORE DELETE ON aid
BEGIN SELECT RAISE(ABORT, 'aid is final: rows are added, never removed'); END;
CREATE TRIGGER aid_ended_is_final_update BEFORE UPDATE ON aid_ended
BEGIN SELECT RAISE(ABORT, 'aid_ended is final: rows are added, never changed'); END;
CREATE TRIGGER aid_ended_is_final_delete BEFORE DELETE ON aid_ended
BEGIN SELECT RAISE(ABORT, 'aid_ended is final: rows are added, never removed'); END;
CREATE TRIGGER ticket_book_is_final_update BEFORE UPDATE ON ticket_book
BEGIN SELECT RAISE(ABORT, 'ticket_book is final: rows are added, never changed'); END;
CREATE TRIGGER ticket_book_is_final_delete BEFORE DELETE ON ticket_book
BEGIN SELECT RAISE(ABORT, 'ticket_book is final: rows are added, never removed'); END;
CREATE TRIGGER ticket_spoilt_is_final_update BEFORE UPDATE ON ticket_spoilt
BEGIN SELECT RAISE(ABORT, 'ticket_spoilt is final: rows are added, never changed'); END;
CREATE TRIGGER ticket_spoilt_is_final_delete BEFORE DELETE ON ticket_spoilt
BEGIN SELECT RAISE(ABORT, 'ticket_spoilt is final: rows are added, never removed'); END;
CREATE TRIGGER ticket_returned_is_final_update BEFORE UPDATE ON ticket_returned
BEGIN SELECT RAISE(ABORT, 'ticket_returned is final: rows are added, never changed'); END;
CREATE TRIGGER ticket_returned_is_final_delete BEFORE DELETE ON ticket_returned
BEGIN SELECT RAISE(ABORT, 'ticket_returned is final: rows are added, never removed'); END;
