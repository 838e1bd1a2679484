-- Which rows of rosters were held back under one of these names?
SELECT r.name, r.sheet_row, r.id_written FROM held_back_row r JOIN list_import i ON i.import_id = r.import_id
WHERE i.kind = 'roster' AND i.undone_at IS NULL AND r.mended_import_id IS NULL
  AND r.name IN (SELECT value FROM json_each(:names))
ORDER BY r.name, r.sheet_row;
