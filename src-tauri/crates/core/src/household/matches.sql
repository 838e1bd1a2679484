-- Which households have someone whose key holds the word, and how well does it fit?
-- (The plus keeps SQLite from walking an index for the grouping, which would look up every person one by one.)
SELECT h.household_id, h.hh_no, h.village_group, found.rank
FROM (SELECT household_id,
             min(CASE WHEN instr(search_key, :whole) > 0 THEN 0 WHEN instr(search_key, :begins) > 0 THEN 1 ELSE 2 END) AS rank
      FROM person
      WHERE instr(search_key, :part) > 0
      GROUP BY +household_id) found
CROSS JOIN household h ON h.household_id = found.household_id;
