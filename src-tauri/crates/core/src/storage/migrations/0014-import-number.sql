-- Imports are numbered as they come in: of two in one instant, or after the clock was set back, the later is known.

ALTER TABLE list_import ADD COLUMN import_no INTEGER NOT NULL DEFAULT 0;
UPDATE list_import SET import_no =
    (SELECT count(*) FROM list_import own WHERE (own.at, own.import_id) <= (list_import.at, list_import.import_id));
CREATE UNIQUE INDEX list_import_no ON list_import (import_no);
