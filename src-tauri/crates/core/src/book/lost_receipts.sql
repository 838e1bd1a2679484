-- Which receipts has paper to bring back, and under which receipt that stands was each entered from its paper?
SELECT lost.receipt_no, lost.series, lost.serial, lost.known_by,
       entered.receipt_no AS entered_as, coalesce(entered.due_fen, 0) AS entered_fen
FROM lost_receipt lost
LEFT JOIN payment entered ON entered.paper_no = lost.series || '-' || printf('%06d', lost.serial)
                         AND entered.payment_id NOT IN (SELECT payment_id FROM reversal)
ORDER BY lost.series, lost.serial;
