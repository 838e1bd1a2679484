-- What left with each package about people, row by row: the next package says only what is otherwise by then, and names
-- the row whose place it takes. Final.
CREATE TABLE package_row (
    row_id         TEXT PRIMARY KEY,
    close_no       INTEGER NOT NULL REFERENCES package (close_no),
    table_name     TEXT NOT NULL CHECK (table_name IN ('households', 'enrolments', 'canvassing')),
    -- Whom or what it is about: the person; the person and the levy year; the visit and the person.
    row_key        TEXT NOT NULL CHECK (row_key <> ''),
    corrects       TEXT UNIQUE REFERENCES package_row (row_id),
    -- Of what the row says, without its ids: the same again does not leave again.
    content_sha256 TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX package_row_key ON package_row (table_name, row_key);

CREATE TRIGGER package_row_is_final_update BEFORE UPDATE ON package_row
BEGIN SELECT RAISE(ABORT, 'package_row is final: rows are added, never changed'); END;
CREATE TRIGGER package_row_is_final_delete BEFORE DELETE ON package_row
BEGIN SELECT RAISE(ABORT, 'package_row is final: rows are added, never removed'); END;
