-- What was recorded about the person before a list.
INSERT INTO enrolment (person_id, levy_year, state, reason, note, proof, approval_no, at, user, import_id)
VALUES (:person_id, :levy_year, :before ->> 'state', :before ->> 'reason', :before ->> 'note', :before ->> 'proof',
        :before ->> 'approval_no', :before ->> 'at', :before ->> 'user', :before ->> 'import_id');
