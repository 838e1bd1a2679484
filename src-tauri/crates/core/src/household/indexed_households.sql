-- The households to keep in memory: all of them, or those of a list.
SELECT household_id, hh_no, head_id, village_group, address FROM household
WHERE :ids IS NULL OR household_id IN (SELECT value FROM json_each(:ids));
