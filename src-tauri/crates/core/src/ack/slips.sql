-- What does the newest answer say of each slip, and what did this book pay in by it?
SELECT said.slip_no, said.seq, said.amount_fen, said.arrived_on, remittance.remittance_no, remittance.remitted_on,
       remittance.amount_fen AS ours_fen
FROM slip_arrival said
LEFT JOIN remittance ON remittance.slip_no = said.slip_no
                    AND remittance.remittance_no NOT IN (SELECT remittance_no FROM remittance_cancelled)
WHERE NOT EXISTS (SELECT 1 FROM slip_arrival newer
                  WHERE newer.slip_no = said.slip_no
                    AND (newer.ack_no, newer.answered_at, newer.seq) > (said.ack_no, said.answered_at, said.seq))
ORDER BY said.arrived_on DESC, said.slip_no;
