-- Of which parts of this receipt's cash does the newest answer say that they arrived, by a slip whose sum is ours and not
-- before the day on it?
SELECT remittance.slip_no, part.amount_fen, said.arrived_on
FROM remittance_part part
JOIN remittance ON remittance.remittance_no = part.remittance_no AND remittance.payer = 'cash'
JOIN slip_arrival said ON said.slip_no = remittance.slip_no
WHERE part.receipt_no = :receipt_no
  AND remittance.remittance_no NOT IN (SELECT remittance_no FROM remittance_cancelled)
  AND said.amount_fen = remittance.amount_fen AND said.arrived_on >= remittance.remitted_on
  AND NOT EXISTS (SELECT 1 FROM slip_arrival newer
                  WHERE newer.slip_no = said.slip_no
                    AND (newer.ack_no, newer.answered_at, newer.seq) > (said.ack_no, said.answered_at, said.seq));
