-- The book of one village, for all levy years. Money is INTEGER fen, dates are ISO text, instants RFC 3339 text (+08:00),
-- ids are hyphenated UUIDv7 text. Tables marked "final" take INSERT only; triggers hold them to it.

-- Who and what this book is. One row.
CREATE TABLE book (
    id              INTEGER PRIMARY KEY CHECK (id = 1),
    book_id         TEXT NOT NULL,
    village_code    TEXT NOT NULL CHECK (length(village_code) = 12),
    village_name    TEXT NOT NULL,
    town_name       TEXT NOT NULL,
    kind            TEXT NOT NULL CHECK (kind IN ('live', 'training', 'demo')),
    series          TEXT NOT NULL,
    restored_from   TEXT,
    device_id       TEXT NOT NULL,
    signing_seed    BLOB NOT NULL CHECK (length(signing_seed) = 32),
    entrusted_paper TEXT NOT NULL CHECK (entrusted_paper <> ''),
    created_at      TEXT NOT NULL,
    created_by      TEXT NOT NULL,
    own_clock       TEXT
) STRICT;

CREATE TABLE setting (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE user (
    user_id    TEXT PRIMARY KEY,
    name       TEXT NOT NULL UNIQUE,
    role       TEXT NOT NULL CHECK (role IN ('clerk', 'reviewer', 'township')),
    created_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The notices that this book follows, whole, so that a receipt keeps the policy that it was made under. Final.
CREATE TABLE policy (
    policy_id TEXT NOT NULL,
    sha256    TEXT NOT NULL,
    levy_year INTEGER NOT NULL,
    toml      TEXT NOT NULL,
    cases     TEXT NOT NULL,
    notice    TEXT NOT NULL,
    added_at  TEXT NOT NULL,
    PRIMARY KEY (policy_id, sha256)
) STRICT;

-- ---------------------------------------------------------------- people

CREATE TABLE household (
    household_id  TEXT PRIMARY KEY,
    hh_no         TEXT NOT NULL UNIQUE,
    head_id       TEXT REFERENCES person (person_id) DEFERRABLE INITIALLY DEFERRED,
    village_group TEXT NOT NULL DEFAULT '',
    address       TEXT NOT NULL DEFAULT '',
    created_at    TEXT NOT NULL,
    import_id     TEXT REFERENCES roster_import (import_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE person (
    person_id         TEXT PRIMARY KEY,
    household_id      TEXT NOT NULL REFERENCES household (household_id),
    member_no         INTEGER NOT NULL,
    name              TEXT NOT NULL CHECK (name <> ''),
    name_alt          TEXT,
    certificate_type  TEXT NOT NULL,
    certno            TEXT NOT NULL,
    sex               TEXT NOT NULL CHECK (sex IN ('0', '1', '2', '9')),
    birth             TEXT,
    nation            TEXT NOT NULL,
    relation          TEXT NOT NULL,
    hukou             TEXT CHECK (hukou IN ('in_area', 'out_of_area')),
    residence         TEXT CHECK (residence IN ('in_area', 'elsewhere')),
    phone             TEXT NOT NULL DEFAULT '',
    remarks           TEXT NOT NULL DEFAULT '',
    insurance_current TEXT NOT NULL DEFAULT 'none' CHECK (insurance_current IN ('none', 'employee', 'resident_elsewhere')),
    previous_year     TEXT,
    migrant_worker    INTEGER CHECK (migrant_worker IN (0, 1)),
    student_level     TEXT,
    student_school    TEXT,
    standing          TEXT NOT NULL DEFAULT 'present' CHECK (standing IN ('present', 'dead', 'moved')),
    search_key        TEXT NOT NULL,
    created_at        TEXT NOT NULL,
    import_id         TEXT REFERENCES roster_import (import_id),
    UNIQUE (household_id, member_no)
) STRICT, WITHOUT ROWID;
-- One certificate belongs to one person of the village.
CREATE UNIQUE INDEX person_certno ON person (certificate_type, certno) WHERE certno <> '';
-- With the key in it, a search reads the index and not the rows.
CREATE INDEX person_household ON person (household_id, search_key);
CREATE INDEX person_name_birth ON person (name, birth);

CREATE TABLE person_category (
    person_id     TEXT NOT NULL REFERENCES person (person_id),
    code          TEXT NOT NULL,
    grade         INTEGER,
    subtype       TEXT,
    designated_on TEXT,
    designated_by TEXT NOT NULL DEFAULT 'in_area' CHECK (designated_by IN ('in_area', 'out_of_area')),
    ended_on      TEXT,
    source        TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (person_id, code)
) STRICT, WITHOUT ROWID;

CREATE TABLE person_event (
    person_id         TEXT NOT NULL REFERENCES person (person_id),
    type              TEXT NOT NULL,
    happened_on       TEXT NOT NULL,
    continuous_months INTEGER,
    PRIMARY KEY (person_id, type, happened_on)
) STRICT, WITHOUT ROWID;

CREATE TABLE roster_import (
    import_id   TEXT PRIMARY KEY,
    at          TEXT NOT NULL,
    user        TEXT NOT NULL,
    file_name   TEXT NOT NULL,
    file_sha256 TEXT NOT NULL,
    people      INTEGER NOT NULL,
    households  INTEGER NOT NULL,
    bad         INTEGER NOT NULL,
    undone_at   TEXT
) STRICT, WITHOUT ROWID;

-- What happened to a household or a person, with the row before and after as JSON. Final.
CREATE TABLE roster_change (
    change_no    INTEGER PRIMARY KEY,
    at           TEXT NOT NULL,
    user         TEXT NOT NULL,
    act          TEXT NOT NULL,
    household_id TEXT NOT NULL,
    person_id    TEXT,
    before       TEXT,
    after        TEXT,
    import_id    TEXT
) STRICT;
CREATE INDEX roster_change_household ON roster_change (household_id);

-- Why a person does not pay here in a levy year. A live payment line stands above it.
CREATE TABLE enrolment (
    person_id TEXT NOT NULL REFERENCES person (person_id),
    levy_year INTEGER NOT NULL,
    state     TEXT NOT NULL CHECK (state IN ('unpaid', 'paid_elsewhere', 'exempt', 'refused')),
    reason    TEXT NOT NULL,
    note      TEXT NOT NULL DEFAULT '',
    at        TEXT NOT NULL,
    user      TEXT NOT NULL,
    PRIMARY KEY (person_id, levy_year)
) STRICT, WITHOUT ROWID;

-- ---------------------------------------------------------------- money

-- The append-only, hash-chained record: hash = SHA-256("cunshou/journal/1\n" || prev || payload). Final.
CREATE TABLE journal (
    seq     INTEGER PRIMARY KEY CHECK (seq >= 1),
    kind    TEXT NOT NULL,
    payload BLOB NOT NULL,
    prev    BLOB NOT NULL CHECK (length(prev) = 32),
    hash    BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;

CREATE TABLE session (
    session_no    INTEGER PRIMARY KEY,
    seq           INTEGER NOT NULL UNIQUE REFERENCES journal (seq),
    business_date TEXT NOT NULL,
    float_fen     INTEGER NOT NULL CHECK (float_fen >= 0),
    opened_at     TEXT NOT NULL,
    opened_by     TEXT NOT NULL
) STRICT;

CREATE TABLE payment (
    payment_id         TEXT PRIMARY KEY,
    seq                INTEGER NOT NULL UNIQUE REFERENCES journal (seq),
    session_no         INTEGER NOT NULL REFERENCES session (session_no),
    household_id       TEXT NOT NULL,
    series             TEXT NOT NULL,
    serial             INTEGER NOT NULL CHECK (serial >= 1),
    receipt_no         TEXT NOT NULL UNIQUE,
    business_date      TEXT NOT NULL,
    taken_at           TEXT NOT NULL,
    means              TEXT NOT NULL CHECK (means IN ('cash', 'assisted_scan')),
    fee_fen            INTEGER NOT NULL,
    subsidy_fen        INTEGER NOT NULL,
    collective_aid_fen INTEGER NOT NULL,
    due_fen            INTEGER NOT NULL,
    tendered_fen       INTEGER NOT NULL,
    change_fen         INTEGER NOT NULL,
    order_hash         BLOB NOT NULL CHECK (length(order_hash) = 32),
    UNIQUE (series, serial),
    CHECK (fee_fen = subsidy_fen + collective_aid_fen + due_fen),
    CHECK (tendered_fen = due_fen + change_fen AND change_fen >= 0)
) STRICT, WITHOUT ROWID;
CREATE INDEX payment_session ON payment (session_no);
CREATE INDEX payment_household ON payment (household_id);

CREATE TABLE payment_line (
    row_id             TEXT PRIMARY KEY,
    payment_id         TEXT NOT NULL REFERENCES payment (payment_id),
    line_no            INTEGER NOT NULL,
    person_id          TEXT NOT NULL,
    levy_year          INTEGER NOT NULL,
    policy_id          TEXT NOT NULL,
    policy_sha256      TEXT NOT NULL,
    fee_fen            INTEGER NOT NULL,
    subsidy_fen        INTEGER NOT NULL,
    collective_aid_fen INTEGER NOT NULL,
    due_fen            INTEGER NOT NULL,
    category           TEXT,
    fund               TEXT,
    reverses           TEXT UNIQUE REFERENCES payment_line (row_id),
    UNIQUE (payment_id, line_no),
    CHECK (fee_fen = subsidy_fen + collective_aid_fen + due_fen)
) STRICT, WITHOUT ROWID;
CREATE INDEX payment_line_person ON payment_line (person_id, levy_year);

-- At most one live line a person and levy year: the payment puts it here, a void takes it away.
CREATE TABLE live_line (
    person_id TEXT NOT NULL,
    levy_year INTEGER NOT NULL,
    row_id    TEXT NOT NULL UNIQUE REFERENCES payment_line (row_id),
    PRIMARY KEY (person_id, levy_year)
) STRICT, WITHOUT ROWID;

-- The blind count of the drawer, by denomination; a recount is another row. Final.
CREATE TABLE cash_count (
    count_no     INTEGER PRIMARY KEY,
    seq          INTEGER NOT NULL UNIQUE REFERENCES journal (seq),
    session_no   INTEGER NOT NULL REFERENCES session (session_no),
    counted_fen  INTEGER NOT NULL CHECK (counted_fen >= 0),
    expected_fen INTEGER NOT NULL,
    counted_at   TEXT NOT NULL
) STRICT;

CREATE TABLE close (
    close_no      INTEGER PRIMARY KEY,
    seq           INTEGER NOT NULL UNIQUE REFERENCES journal (seq),
    session_no    INTEGER NOT NULL UNIQUE REFERENCES session (session_no),
    count_no      INTEGER NOT NULL UNIQUE REFERENCES cash_count (count_no),
    business_date TEXT NOT NULL,
    cash_fen      INTEGER NOT NULL,
    expected_fen  INTEGER NOT NULL,
    counted_fen   INTEGER NOT NULL,
    variance_fen  INTEGER NOT NULL,
    perpetual_fen INTEGER NOT NULL,
    closed_at     TEXT NOT NULL,
    closed_by     TEXT NOT NULL,
    CHECK (variance_fen = counted_fen - expected_fen)
) STRICT;

-- The finished zip of a close, made once. Final.
CREATE TABLE package (
    close_no        INTEGER PRIMARY KEY REFERENCES close (close_no),
    package_id      TEXT NOT NULL UNIQUE,
    zip             BLOB NOT NULL,
    zip_sha256      TEXT NOT NULL UNIQUE,
    previous_sha256 TEXT,
    journal_from    INTEGER NOT NULL,
    journal_to      INTEGER NOT NULL,
    made_at         TEXT NOT NULL
) STRICT;

-- Each time that a package was written to a stick. Final.
CREATE TABLE package_copy (
    seq        INTEGER PRIMARY KEY REFERENCES journal (seq),
    close_no   INTEGER NOT NULL REFERENCES package (close_no),
    file_name  TEXT NOT NULL,
    written_at TEXT NOT NULL
) STRICT;

-- Each time that a receipt went to paper or to a file, and what became of it. Final.
CREATE TABLE receipt_copy (
    copy_no    INTEGER PRIMARY KEY,
    receipt_no TEXT NOT NULL,
    at         TEXT NOT NULL,
    user       TEXT NOT NULL,
    what       TEXT NOT NULL CHECK (what IN ('sent', 'printed', 'failed', 'saved'))
) STRICT;
CREATE INDEX receipt_copy_receipt ON receipt_copy (receipt_no);

-- Reveals of full numbers, exports, imports, settings, log-ins. Final.
CREATE TABLE audit (
    audit_no INTEGER PRIMARY KEY,
    at       TEXT NOT NULL,
    user     TEXT NOT NULL,
    act      TEXT NOT NULL,
    subject  TEXT NOT NULL
) STRICT;

-- ---------------------------------------------------------------- what is final stays as it is
CREATE TRIGGER journal_is_final_update BEFORE UPDATE ON journal
BEGIN SELECT RAISE(ABORT, 'journal is final: rows are added, never changed'); END;
CREATE TRIGGER journal_is_final_delete BEFORE DELETE ON journal
BEGIN SELECT RAISE(ABORT, 'journal is final: rows are added, never removed'); END;
CREATE TRIGGER session_is_final_update BEFORE UPDATE ON session
BEGIN SELECT RAISE(ABORT, 'session is final: rows are added, never changed'); END;
CREATE TRIGGER session_is_final_delete BEFORE DELETE ON session
BEGIN SELECT RAISE(ABORT, 'session is final: rows are added, never removed'); END;
CREATE TRIGGER payment_is_final_update BEFORE UPDATE ON payment
BEGIN SELECT RAISE(ABORT, 'payment is final: rows are added, never changed'); END;
CREATE TRIGGER payment_is_final_delete BEFORE DELETE ON payment
BEGIN SELECT RAISE(ABORT, 'payment is final: rows are added, never removed'); END;
CREATE TRIGGER payment_line_is_final_update BEFORE UPDATE ON payment_line
BEGIN SELECT RAISE(ABORT, 'payment_line is final: rows are added, never changed'); END;
CREATE TRIGGER payment_line_is_final_delete BEFORE DELETE ON payment_line
BEGIN SELECT RAISE(ABORT, 'payment_line is final: rows are added, never removed'); END;
CREATE TRIGGER cash_count_is_final_update BEFORE UPDATE ON cash_count
BEGIN SELECT RAISE(ABORT, 'cash_count is final: rows are added, never changed'); END;
CREATE TRIGGER cash_count_is_final_delete BEFORE DELETE ON cash_count
BEGIN SELECT RAISE(ABORT, 'cash_count is final: rows are added, never removed'); END;
CREATE TRIGGER close_is_final_update BEFORE UPDATE ON close
BEGIN SELECT RAISE(ABORT, 'close is final: rows are added, never changed'); END;
CREATE TRIGGER close_is_final_delete BEFORE DELETE ON close
BEGIN SELECT RAISE(ABORT, 'close is final: rows are added, never removed'); END;
CREATE TRIGGER package_is_final_update BEFORE UPDATE ON package
BEGIN SELECT RAISE(ABORT, 'package is final: rows are added, never changed'); END;
CREATE TRIGGER package_is_final_delete BEFORE DELETE ON package
BEGIN SELECT RAISE(ABORT, 'package is final: rows are added, never removed'); END;
CREATE TRIGGER package_copy_is_final_update BEFORE UPDATE ON package_copy
BEGIN SELECT RAISE(ABORT, 'package_copy is final: rows are added, never changed'); END;
CREATE TRIGGER package_copy_is_final_delete BEFORE DELETE ON package_copy
BEGIN SELECT RAISE(ABORT, 'package_copy is final: rows are added, never removed'); END;
CREATE TRIGGER receipt_copy_is_final_update BEFORE UPDATE ON receipt_copy
BEGIN SELECT RAISE(ABORT, 'receipt_copy is final: rows are added, never changed'); END;
CREATE TRIGGER receipt_copy_is_final_delete BEFORE DELETE ON receipt_copy
BEGIN SELECT RAISE(ABORT, 'receipt_copy is final: rows are added, never removed'); END;
CREATE TRIGGER audit_is_final_update BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'audit is final: rows are added, never changed'); END;
CREATE TRIGGER audit_is_final_delete BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'audit is final: rows are added, never removed'); END;
CREATE TRIGGER roster_change_is_final_update BEFORE UPDATE ON roster_change
BEGIN SELECT RAISE(ABORT, 'roster_change is final: rows are added, never changed'); END;
CREATE TRIGGER roster_change_is_final_delete BEFORE DELETE ON roster_change
BEGIN SELECT RAISE(ABORT, 'roster_change is final: rows are added, never removed'); END;
CREATE TRIGGER policy_is_final_update BEFORE UPDATE ON policy
BEGIN SELECT RAISE(ABORT, 'policy is final: rows are added, never changed'); END;
CREATE TRIGGER policy_is_final_delete BEFORE DELETE ON policy
BEGIN SELECT RAISE(ABORT, 'policy is final: rows are added, never removed'); END;

-- The journal has no gap and no fork: each entry follows the one before it.
CREATE TRIGGER journal_follows BEFORE INSERT ON journal
WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM journal)
  OR (NEW.seq > 1 AND NEW.prev <> (SELECT hash FROM journal WHERE seq = NEW.seq - 1))
BEGIN SELECT RAISE(ABORT, 'journal entries follow one another'); END;

-- Receipt serials have no gap within a series.
CREATE TRIGGER payment_serial_follows BEFORE INSERT ON payment
WHEN NEW.serial <> (SELECT coalesce(max(serial), 0) + 1 FROM payment WHERE series = NEW.series)
BEGIN SELECT RAISE(ABORT, 'receipt serials follow one another'); END;
