-- Did the person ever pay, is it recorded why he does not, did a department list him, was he visited, or is another
-- entry his? Then he stays on the roster.
SELECT EXISTS (SELECT 1 FROM payment_line WHERE person_id = :person_id)
    OR EXISTS (SELECT 1 FROM enrolment WHERE person_id = :person_id)
    OR EXISTS (SELECT 1 FROM person_category WHERE person_id = :person_id AND source <> '')
    OR EXISTS (SELECT 1 FROM duplicate_verdict WHERE first = :person_id OR second = :person_id)
    OR EXISTS (SELECT 1 FROM canvass_answer WHERE person_id = :person_id)
    OR EXISTS (SELECT 1 FROM whereabouts WHERE person_id = :person_id)
    OR EXISTS (SELECT 1 FROM person WHERE merged_into = :person_id) AS has_history;
