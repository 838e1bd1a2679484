-- About which pairs was something decided that was not taken back?
SELECT v.first, v.second FROM duplicate_verdict v
WHERE v.verdict <> 'taken_back'
  AND NOT EXISTS (SELECT 1 FROM duplicate_verdict t WHERE t.takes_back = v.verdict_no);
