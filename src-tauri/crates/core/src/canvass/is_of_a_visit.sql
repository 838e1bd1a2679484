-- Was that moment the one at which a visit to the person was written down?
SELECT EXISTS (SELECT 1 FROM canvass_visit v
               WHERE v.at = :at
                 AND (EXISTS (SELECT 1 FROM canvass_answer a WHERE a.visit_no = v.visit_no AND a.person_id = :person_id)
                   OR EXISTS (SELECT 1 FROM canvass_answer a WHERE a.visit_no = v.corrects AND a.person_id = :person_id)))
       AS found;
