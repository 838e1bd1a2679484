-- Which numbers did somebody of the book have before? An entry that was merged into somebody gave him its own.
SELECT f.certificate_type, f.certno, coalesce(p.merged_into, p.person_id) AS person_id
FROM former_certificate f JOIN person p ON p.person_id = f.person_id;
