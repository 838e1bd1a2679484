-- A person as he is now.
UPDATE person SET household_id = :household_id, member_no = :member_no, name = :name, name_alt = :name_alt, certificate_type = :certificate_type, certno = :certno, sex = :sex,
    birth = :birth, nation = :nation, relation = :relation, hukou = :hukou, residence = :residence, phone = :phone,
    remarks = :remarks, insurance_current = :insurance_current, previous_year = :previous_year,
    migrant_worker = :migrant_worker, student_level = :student_level, student_school = :student_school,
    standing = :standing, search_key = coalesce(:search_key, search_key)
WHERE person_id = :person_id;
