-- The households that an import made or gave somebody to, noted together.
INSERT OR IGNORE INTO temp.touched
SELECT household_id FROM main.household WHERE import_id = :import_id
UNION SELECT household_id FROM main.person WHERE import_id = :import_id
