-- What was decided about this pair and not taken back?
SELECT v.at, v.user FROM duplicate_verdict v
WHERE v.first = :first AND v.second = :second AND v.verdict <> 'taken_back'
  AND NOT EXISTS (SELECT 1 FROM duplicate_verdict t WHERE t.takes_back = v.verdict_no)
LIMIT 1;
