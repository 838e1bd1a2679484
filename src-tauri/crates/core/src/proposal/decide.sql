-- What the clerk said of a proposal.
UPDATE proposal SET state = :state, reason = :reason, decided_at = :at, decided_by = :user WHERE proposal_id = :proposal_id;
