-- Which rows of a table left last about each of its subjects?
SELECT r.row_key, r.row_id, r.content_sha256
FROM package_row r
WHERE r.table_name = :table_name
  AND NOT EXISTS (SELECT 1 FROM package_row later WHERE later.corrects = r.row_id);
