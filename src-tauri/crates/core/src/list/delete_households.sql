-- The households of an import.
DELETE FROM household WHERE import_id = :import_id;
