-- Did the person ever pay, or is it recorded why he does not?
SELECT EXISTS (SELECT 1 FROM payment_line WHERE person_id = :person_id)
    OR EXISTS (SELECT 1 FROM enrolment WHERE person_id = :person_id) AS has_history;
