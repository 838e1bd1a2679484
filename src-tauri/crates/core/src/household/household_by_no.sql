-- The household of this number.
SELECT household_id, hh_no, head_id, village_group, address FROM household WHERE hh_no = :hh_no;
