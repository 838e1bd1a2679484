-- For which years is something recorded about both entries, and of the one that goes what is stronger: that he has paid
-- elsewhere counts more than that he is excused, and that more than that he refuses?
SELECT k.levy_year
FROM enrolment k JOIN enrolment g ON g.levy_year = k.levy_year AND g.person_id = :gone
WHERE k.person_id = :kept
  AND instr('unpaid refused exempt paid_elsewhere', g.state) > instr('unpaid refused exempt paid_elsewhere', k.state)
ORDER BY k.levy_year;
