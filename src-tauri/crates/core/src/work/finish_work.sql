-- The work was done.
UPDATE work_item SET state = 'done', done_at = :done_at, done_by = :done_by, outcome = :outcome
WHERE item_id = :item_id AND state = 'open';
