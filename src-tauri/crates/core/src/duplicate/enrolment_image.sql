-- What is recorded about why a person does not pay for a year, whole, so that it can stand under another entry.
SELECT json_object('state', state, 'reason', reason, 'note', note, 'proof', proof, 'approval_no', approval_no,
                   'at', at, 'user', user, 'import_id', import_id) AS image
FROM enrolment WHERE person_id = :person_id AND levy_year = :levy_year;
