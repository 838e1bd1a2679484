-- What did an act change, in the order in which it did?
SELECT household_id, person_id, before, after FROM roster_change WHERE act_id = :act_id ORDER BY change_no;
