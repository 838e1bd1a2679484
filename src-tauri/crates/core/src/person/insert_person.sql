-- One more person.
INSERT INTO person (person_id, household_id, member_no, name, name_alt, certificate_type, certno, sex, birth, nation,
    relation, hukou, residence, phone, remarks, insurance_current, previous_year, migrant_worker, student_level,
    student_school, standing, search_key, created_at, import_id)
VALUES (:person_id, :household_id, :member_no, :name, :name_alt, :certificate_type, :certno, :sex, :birth, :nation,
    :relation, :hukou, :residence, :phone, :remarks, :insurance_current, :previous_year, :migrant_worker, :student_level,
    :student_school, :standing, :search_key, :created_at, :import_id);
