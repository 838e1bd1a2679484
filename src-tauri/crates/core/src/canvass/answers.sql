-- What was heard about whom at a visit? Of two entries that are one person now, what was heard of his own counts.
SELECT heard.person_id, heard.outcome, coalesce(own.name, '') AS name
FROM (SELECT coalesce(p.merged_into, a.person_id) AS person_id, a.outcome,
             row_number() OVER (PARTITION BY coalesce(p.merged_into, a.person_id)
                                ORDER BY p.merged_into IS NOT NULL, a.person_id) AS place
      FROM canvass_answer a LEFT JOIN person p ON p.person_id = a.person_id
      WHERE a.visit_no = :visit_no) heard
LEFT JOIN person own ON own.person_id = heard.person_id
WHERE heard.place = 1
ORDER BY own.member_no, heard.person_id;
