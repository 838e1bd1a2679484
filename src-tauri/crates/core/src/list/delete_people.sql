-- The people of an import.
DELETE FROM person WHERE import_id = :import_id;
