-- The newest lists for rounds (or the one of that number), and how many of its rows are entered? Rows of two entries that
-- are one person now are entered together.
SELECT r.round_no, r.levy_year, r.title, r.visitor, r.left_out, r.at, r.user,
       (SELECT count(*) FROM canvass_round_row w WHERE w.round_no = r.round_no) AS people,
       (SELECT count(DISTINCT w.row_no)
        FROM canvass_visit v
        JOIN canvass_answer a ON a.visit_no = v.visit_no
        JOIN person p ON p.person_id = a.person_id
        JOIN person entry ON entry.person_id = coalesce(p.merged_into, p.person_id)
                          OR entry.merged_into = coalesce(p.merged_into, p.person_id)
        JOIN canvass_round_row w ON w.round_no = v.round_no AND w.person_id = entry.person_id
        WHERE v.round_no = r.round_no
          AND NOT EXISTS (SELECT 1 FROM canvass_visit c WHERE c.corrects = v.visit_no)) AS entered
FROM canvass_round r
WHERE :round_no IS NULL OR r.round_no = :round_no
ORDER BY r.round_no DESC LIMIT :most;
