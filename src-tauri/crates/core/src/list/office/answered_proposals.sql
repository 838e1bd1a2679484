-- What waits for an answer, or was answered with no?
SELECT person_id, certno, kind, happened_on FROM proposal WHERE state IN ('open', 'declined');
