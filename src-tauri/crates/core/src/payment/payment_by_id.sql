-- Was this payment taken before, and as what?
SELECT receipt_no, order_hash FROM payment WHERE payment_id = :payment_id;
