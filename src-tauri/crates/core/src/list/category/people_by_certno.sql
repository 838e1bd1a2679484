-- Who of the book has one of these numbers (type and number), or had it before? An entry that was merged is its person.
SELECT json_extract(j.value, '$[1]') AS certno, coalesce(p.merged_into, p.person_id) AS person_id
FROM json_each(:numbers) j
CROSS JOIN person p ON p.certificate_type = json_extract(j.value, '$[0]') AND p.certno = json_extract(j.value, '$[1]') AND p.certno <> ''
UNION ALL
SELECT f.certno, f.person_id
FROM json_each(:numbers) j
CROSS JOIN former_certificate f ON f.certificate_type = json_extract(j.value, '$[0]') AND f.certno = json_extract(j.value, '$[1]')
WHERE NOT EXISTS (SELECT 1 FROM person p WHERE p.certificate_type = f.certificate_type AND p.certno = f.certno AND p.certno <> '');
