-- All household numbers, those that were given up too.
SELECT hh_no FROM household
UNION
SELECT json_extract(before, '$.hh_no') FROM roster_change
WHERE act = 'household_changed' AND json_extract(before, '$.hh_no') IS NOT NULL;
