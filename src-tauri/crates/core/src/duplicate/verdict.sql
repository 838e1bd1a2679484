-- The verdict of this number.
SELECT v.first, v.second, v.verdict, v.moved, v.takes_back IS NOT NULL AS takes_back,
       EXISTS (SELECT 1 FROM duplicate_verdict t WHERE t.takes_back = v.verdict_no) AS is_taken_back
FROM duplicate_verdict v WHERE v.verdict_no = :verdict_no;
