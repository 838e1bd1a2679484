-- The entries of a person that are work, as they stand, so that they can be put back.
SELECT registration_no, state, reason, decided_at, decided_by FROM registration
WHERE person_id = :person_id AND state IN ('waiting', 'failed') ORDER BY registration_no;
