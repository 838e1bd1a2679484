-- Why does somebody not pay, year by year?
SELECT levy_year, state, reason FROM enrolment WHERE person_id = :person_id ORDER BY levy_year;
