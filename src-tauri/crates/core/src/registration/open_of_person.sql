-- What is to be done about this person in the province's system?
SELECT registration_no, kind, was FROM registration
WHERE person_id = :person_id AND state IN ('waiting', 'failed') ORDER BY registration_no;
