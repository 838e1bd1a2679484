-- The list whose rows this import mended waits for them again.
UPDATE list_import SET cancellations_held = 1
WHERE import_id IN (SELECT import_id FROM held_back_row WHERE mended_import_id = :import_id);
