-- What happened to this household and its members, newest first?
SELECT at, user, act, before, after FROM roster_change
WHERE household_id = :household_id ORDER BY change_no DESC LIMIT 200;
