-- The categories of the people of an import.
DELETE FROM person_category WHERE person_id IN (SELECT person_id FROM person WHERE import_id = :import_id);
