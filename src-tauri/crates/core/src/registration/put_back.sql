-- An entry that was dropped is work again, as it was.
UPDATE registration SET state = :state, reason = :reason, decided_at = :decided_at, decided_by = :decided_by
WHERE registration_no = :registration_no AND state = 'dropped';
