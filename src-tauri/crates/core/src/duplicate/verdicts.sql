-- What was decided, newest first, with the names of both.
SELECT v.verdict_no, v.verdict, v.kept, v.reason, v.at, v.user, t.at AS taken_back_at,
       coalesce(a.name, '') AS first_name, coalesce(ah.hh_no, '') AS first_no,
       coalesce(b.name, '') AS second_name, coalesce(bh.hh_no, '') AS second_no
FROM duplicate_verdict v
LEFT JOIN duplicate_verdict t ON t.takes_back = v.verdict_no
LEFT JOIN person a ON a.person_id = v.first
LEFT JOIN household ah ON ah.household_id = a.household_id
LEFT JOIN person b ON b.person_id = v.second
LEFT JOIN household bh ON bh.household_id = b.household_id
WHERE v.verdict <> 'taken_back'
ORDER BY v.verdict_no DESC LIMIT 500;
