-- Why does this person not pay here in this levy year?
INSERT INTO enrolment (person_id, levy_year, state, reason, note, proof, approval_no, at, user)
VALUES (:person_id, :levy_year, :state, :reason, :note, :proof, :approval_no, :at, :user)
ON CONFLICT (person_id, levy_year) DO UPDATE
SET state = excluded.state, reason = excluded.reason, note = excluded.note, proof = excluded.proof,
    approval_no = excluded.approval_no, import_id = NULL, at = excluded.at, user = excluded.user;
