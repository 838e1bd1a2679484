-- The rows of a number have found their person.
UPDATE category_entry SET person_id = :person_id, matched_by = :matched_by
WHERE certno = :certno AND person_id IS NULL AND gone_import_id IS NULL;
