-- Nobody of an import that is taken back waits any more.
DELETE FROM registration WHERE person_id IN (SELECT person_id FROM person WHERE import_id = :import_id);
