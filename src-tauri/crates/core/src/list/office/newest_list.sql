-- Which is the newest list of this kind for the year of cover?
SELECT import_id, list_date, at, file_name FROM list_import
WHERE kind = :kind AND levy_year = :levy_year AND undone_at IS NULL
ORDER BY list_date DESC, import_no DESC LIMIT 1;
