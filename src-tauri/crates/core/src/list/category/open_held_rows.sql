-- Which rows of a list did nobody mend yet?
SELECT sheet_row FROM held_back_row WHERE import_id = :import_id AND mended_import_id IS NULL ORDER BY sheet_row;
