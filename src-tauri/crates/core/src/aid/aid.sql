-- Where is the entry of this resolution, has it ended, and what has it paid for how many people, without receipts taken back?
SELECT aid.seq,
       EXISTS (SELECT 1 FROM aid_ended WHERE aid_ended.aid_no = aid.aid_no) AS is_ended,
       (SELECT coalesce(sum(payment.collective_aid_fen), 0)
        FROM payment
        WHERE payment.aid_no = aid.aid_no
          AND payment.payment_id NOT IN (SELECT payment_id FROM reversal)) AS paid_fen,
       (SELECT count(*)
        FROM payment_line line
        JOIN payment ON payment.payment_id = line.payment_id
        WHERE payment.aid_no = aid.aid_no AND line.collective_aid_fen > 0
          AND payment.payment_id NOT IN (SELECT payment_id FROM reversal)) AS people
FROM aid
WHERE aid.aid_no = :aid_no;
