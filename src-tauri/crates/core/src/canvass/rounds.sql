-- The newest lists for rounds (or the one of that number), and how far each is entered.
SELECT r.round_no, r.levy_year, r.title, r.visitor, r.left_out, r.at, r.user,
       (SELECT count(*) FROM canvass_round_row w WHERE w.round_no = r.round_no) AS people,
       (SELECT count(DISTINCT a.person_id)
        FROM canvass_visit v JOIN canvass_answer a ON a.visit_no = v.visit_no
        WHERE v.round_no = r.round_no
          AND NOT EXISTS (SELECT 1 FROM canvass_visit c WHERE c.corrects = v.visit_no)) AS entered
FROM canvass_round r
WHERE :round_no IS NULL OR r.round_no = :round_no
ORDER BY r.round_no DESC LIMIT :most;
