-- The household of this id.
SELECT household_id, hh_no, head_id, village_group, address FROM household WHERE household_id = :household_id;
