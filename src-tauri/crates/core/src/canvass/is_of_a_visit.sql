-- Was that moment the one at which a visit to the person (on whichever of his entries) was written down?
SELECT EXISTS (SELECT 1 FROM canvass_visit v
               JOIN canvass_answer a ON a.visit_no IN (v.visit_no, v.corrects)
               LEFT JOIN person p ON p.person_id = a.person_id
               WHERE v.at = :at AND (a.person_id = :person_id OR p.merged_into = :person_id)) AS found;
