-- The households of a page.
SELECT household_id, hh_no, head_id, village_group, address
FROM household WHERE household_id IN (SELECT value FROM json_each(:ids));
