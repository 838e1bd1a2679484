-- A row that was held back came in mended.
UPDATE held_back_row SET mended_import_id = :import_id WHERE import_id = :held AND sheet_row = :sheet_row AND mended_import_id IS NULL;
