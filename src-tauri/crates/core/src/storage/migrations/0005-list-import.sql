-- Imports of every kind stand in one table: rosters, the departments' lists, the lists of the tax and insurance offices.

ALTER TABLE roster_import RENAME TO list_import;
ALTER TABLE list_import ADD COLUMN kind TEXT NOT NULL DEFAULT 'roster' CHECK (kind IN
    ('roster', 'category_list', 'paid_list', 'marked_sums', 'insured_list', 'deaths', 'moves', 'school', 'pension'));
-- The department or office that the list comes from (民政, 残联, 农业农村, 税务, 医保 …); empty for a roster.
ALTER TABLE list_import ADD COLUMN department TEXT NOT NULL DEFAULT '';
-- The number of the letter that came with it.
ALTER TABLE list_import ADD COLUMN document_no TEXT NOT NULL DEFAULT '';
-- The day that the list speaks of: what it says was true on that day.
ALTER TABLE list_import ADD COLUMN list_date TEXT;
-- The year of cover, for lists that speak of one.
ALTER TABLE list_import ADD COLUMN levy_year INTEGER;
-- A full list: whoever of that department is not on it has lost the category.
ALTER TABLE list_import ADD COLUMN is_full INTEGER NOT NULL DEFAULT 0 CHECK (is_full IN (0, 1));
-- A full list with a bad row: nobody loses anything until it is whole.
ALTER TABLE list_import ADD COLUMN cancellations_held INTEGER NOT NULL DEFAULT 0 CHECK (cancellations_held IN (0, 1));
-- Further counts of the kind, as JSON.
ALTER TABLE list_import ADD COLUMN counts TEXT NOT NULL DEFAULT '{}';
CREATE INDEX list_import_sha256 ON list_import (file_sha256);

-- How a clerk mapped the columns of a kind of list: remembered by the header, so that next month's list needs no hand.
CREATE TABLE column_mapping (
    kind        TEXT NOT NULL,
    header_hash TEXT NOT NULL,
    mapping     TEXT NOT NULL,
    at          TEXT NOT NULL,
    user        TEXT NOT NULL,
    PRIMARY KEY (kind, header_hash)
) STRICT, WITHOUT ROWID;
