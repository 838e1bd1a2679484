-- Which is the highest number that the household gave to a member, those who left it or were removed included?
SELECT max(highest) AS highest FROM (
    SELECT max(member_no) AS highest FROM person WHERE household_id = :household_id
    UNION ALL
    SELECT max(json_extract(before, '$.member_no')) FROM roster_change
    WHERE household_id = :household_id AND act IN ('member_removed', 'member_left')
);
