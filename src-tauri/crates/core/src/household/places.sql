-- Where does each household stand in the list?
SELECT household_id, hh_no, village_group, 0 AS rank FROM household;
