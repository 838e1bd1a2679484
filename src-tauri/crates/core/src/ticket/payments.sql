-- How many payments that stand have a pre-printed receipt, and how many have none?
SELECT coalesce(sum(ticket_no IS NOT NULL), 0) AS with_ticket, coalesce(sum(ticket_no IS NULL), 0) AS without
FROM payment
WHERE payment_id NOT IN (SELECT payment_id FROM reversal);
