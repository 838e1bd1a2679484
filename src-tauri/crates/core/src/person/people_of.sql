-- Who are these people?
SELECT person_id, household_id, member_no, name, name_alt, certificate_type, certno, sex, birth, nation, relation, hukou, residence,
       phone, remarks, insurance_current, previous_year, migrant_worker, student_level, student_school, standing
FROM person WHERE person_id IN (SELECT value FROM json_each(:ids));
