-- What made the work was undone: it is no work any more.
UPDATE work_item SET state = 'done', done_at = :at, done_by = :user, outcome = :outcome
WHERE state = 'open' AND kind = :kind AND person_id = :person_id;
