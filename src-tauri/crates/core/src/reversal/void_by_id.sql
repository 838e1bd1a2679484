-- Was this void done before, and as what?
SELECT void_no, order_hash FROM reversal WHERE void_id = :void_id;
