-- The newest name of a person in his entries that are work.
UPDATE registration SET name = :name WHERE person_id = :person_id AND state IN ('waiting', 'failed');
