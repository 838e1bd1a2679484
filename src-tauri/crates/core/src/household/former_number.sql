-- Did another household have this number before?
SELECT 1 FROM roster_change
WHERE act = 'household_changed' AND json_extract(before, '$.hh_no') = :hh_no AND household_id <> :household_id LIMIT 1;
