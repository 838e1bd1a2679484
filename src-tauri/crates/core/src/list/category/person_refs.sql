-- Where does each of these people live?
SELECT p.person_id, p.household_id, h.hh_no, p.member_no, h.village_group, p.name, p.certno
FROM json_each(:ids) j JOIN person p ON p.person_id = j.value JOIN household h ON h.household_id = p.household_id;
