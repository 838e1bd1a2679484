-- Which receipts has paper to bring back, under which receipt that stands was each entered from its paper, and which had been
-- taken back before they were lost?
SELECT lost.receipt_no, lost.series, lost.serial, lost.known_by,
       entered.receipt_no AS entered_as, coalesce(entered.due_fen, 0) AS entered_fen,
       voided.seq AS voided_seq, voided.amount_fen AS voided_fen, voided.taken_on, voided.voided_on, voided.slip_no
FROM lost_receipt lost
LEFT JOIN payment entered ON entered.paper_no = lost.series || '-' || printf('%06d', lost.serial)
                         AND entered.payment_id NOT IN (SELECT payment_id FROM reversal)
LEFT JOIN lost_voided voided ON voided.receipt_no = lost.receipt_no
                            AND voided.seq NOT IN (SELECT voided_seq FROM lost_voided_withdrawn)
ORDER BY lost.series, lost.serial;
