-- Open proposals of a list that is taken back.
UPDATE proposal SET state = 'withdrawn', decided_at = :at, decided_by = :user
WHERE import_id = :import_id AND state = 'open';
