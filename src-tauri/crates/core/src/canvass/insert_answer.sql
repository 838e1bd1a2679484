-- What was heard about one person at a visit.
INSERT INTO canvass_answer (visit_no, person_id, outcome) VALUES (:visit_no, :person_id, :outcome);
