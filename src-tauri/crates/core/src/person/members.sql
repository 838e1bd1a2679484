-- Who belongs to a household, or ever did?
SELECT person_id, household_id, member_no, name, name_alt, certificate_type, certno, sex, birth, nation, relation, hukou, residence,
       phone, remarks, insurance_current, previous_year, migrant_worker, student_level, student_school, standing
FROM person WHERE household_id = :household_id AND merged_into IS NULL ORDER BY member_no;
