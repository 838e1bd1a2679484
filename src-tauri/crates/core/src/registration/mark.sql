-- How far an entry is.
UPDATE registration SET state = :state, reason = :reason, decided_at = :at, decided_by = :user
WHERE registration_no = :registration_no;
