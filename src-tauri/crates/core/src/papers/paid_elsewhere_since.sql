-- Of whom is it recorded that he has paid elsewhere for a year of cover, and since when?
SELECT enrolment.person_id, enrolment.at AS since
FROM enrolment
JOIN person ON person.person_id = enrolment.person_id
WHERE enrolment.levy_year = :levy_year AND enrolment.state = 'paid_elsewhere' AND person.merged_into IS NULL;
