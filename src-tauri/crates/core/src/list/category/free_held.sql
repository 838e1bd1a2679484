-- A mended row has it after all.
UPDATE held_cancellation SET freed_import_id = :import_id WHERE import_id = :held AND entry_id = :entry_id;
