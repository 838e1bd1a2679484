-- What is recorded about why somebody does not pay, year by year, whoever said it when?
SELECT levy_year, json_array(state, reason, note, proof, approval_no) AS said
FROM enrolment WHERE person_id = :person_id ORDER BY levy_year;
