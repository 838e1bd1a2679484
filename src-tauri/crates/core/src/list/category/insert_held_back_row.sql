-- A row was held back.
INSERT OR IGNORE INTO held_back_row (import_id, sheet_row, name, id_written, code)
VALUES (:import_id, :sheet_row, :name, :id_written, :code);
