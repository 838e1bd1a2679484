-- The events of the people of an import.
DELETE FROM person_event WHERE person_id IN (SELECT person_id FROM person WHERE import_id = :import_id);
