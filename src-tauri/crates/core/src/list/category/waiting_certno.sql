-- Whose row is it?
SELECT certno FROM category_entry WHERE entry_id = :entry_id AND person_id IS NULL AND gone_import_id IS NULL;
