-- All households.
SELECT household_id, hh_no, head_id, village_group, address FROM household;
