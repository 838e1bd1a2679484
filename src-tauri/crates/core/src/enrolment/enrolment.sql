-- What is recorded about why this person does not pay here in this levy year?
SELECT state, reason, note, proof, approval_no, at, user
FROM enrolment WHERE person_id = :person_id AND levy_year = :levy_year;
