-- Was this step recorded before, and as what?
SELECT step_no, order_hash FROM difference_step WHERE step_id = :step_id;
