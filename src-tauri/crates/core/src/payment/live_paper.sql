-- Under which receipt was this sheet of a paper book entered, if that receipt stands?
SELECT receipt_no
FROM payment
WHERE paper_no = :paper_no AND payment_id NOT IN (SELECT payment_id FROM reversal);
