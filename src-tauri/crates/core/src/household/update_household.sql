-- A household as it is now.
UPDATE household SET hh_no = :hh_no, head_id = :head_id, village_group = :village_group, address = :address
WHERE household_id = :household_id;
