-- Which rows would a held list take away?
SELECT c.entry_id FROM held_cancellation c JOIN category_entry e ON e.entry_id = c.entry_id
WHERE c.import_id = :import_id AND c.freed_import_id IS NULL AND e.gone_import_id IS NULL;
