-- What is recorded about this person before a list changes it; the first image of an import counts.
INSERT INTO enrolment_before (import_id, person_id, levy_year, before)
VALUES (:import_id, :person_id, :levy_year,
        (SELECT json_object('state', state, 'reason', reason, 'note', note, 'proof', proof, 'approval_no', approval_no,
                            'at', at, 'user', user, 'import_id', import_id)
         FROM enrolment WHERE person_id = :person_id AND levy_year = :levy_year))
ON CONFLICT DO NOTHING;
