-- What was recorded under one entry stands under another.
INSERT INTO enrolment (person_id, levy_year, state, reason, note, proof, approval_no, at, user, import_id)
VALUES (:person_id, :levy_year, :image ->> 'state', :image ->> 'reason', :image ->> 'note', :image ->> 'proof',
        :image ->> 'approval_no', :image ->> 'at', :image ->> 'user', :image ->> 'import_id')
ON CONFLICT (person_id, levy_year) DO UPDATE
SET state = excluded.state, reason = excluded.reason, note = excluded.note, proof = excluded.proof,
    approval_no = excluded.approval_no, at = excluded.at, user = excluded.user, import_id = excluded.import_id;
