-- Which rows are there of which the newest answer says this, and whom are they about? Payment lines first, in the order of
-- receipts; what stands under an entry that was merged into another is that other's.
SELECT said.table_name, said.row_id, said.status, said.reason_code, said.reason, said.booked_on, said.ack_no, ack.close_no,
       own.person_id, coalesce(own.name, '') AS name, home.household_id, coalesce(home.hh_no, '') AS hh_no,
       payment.receipt_no, line.due_fen,
       coalesce(line.levy_year,
                CASE told.table_name WHEN 'enrolments' THEN CAST(substr(told.row_key, 38) AS INTEGER) END) AS levy_year
FROM ack_row said
JOIN ack ON ack.seq = said.seq
LEFT JOIN reversed_line back ON said.table_name = 'payments' AND back.row_id = said.row_id
LEFT JOIN refund_line asked ON said.table_name = 'refunds' AND asked.row_id = said.row_id
LEFT JOIN payment_line line ON line.row_id = coalesce(back.reverses, asked.reverses,
                                                      CASE said.table_name WHEN 'payments' THEN said.row_id END)
LEFT JOIN payment ON payment.payment_id = line.payment_id
LEFT JOIN package_row told ON told.row_id = said.row_id AND told.table_name = said.table_name
LEFT JOIN person entry ON entry.person_id = coalesce(
    line.person_id,
    CASE told.table_name WHEN 'canvassing' THEN substr(told.row_key, instr(told.row_key, '/') + 1)
                         ELSE substr(told.row_key, 1, 36) END)
LEFT JOIN person own ON own.person_id = coalesce(entry.merged_into, entry.person_id)
LEFT JOIN household home ON home.household_id = own.household_id
WHERE (:close_no IS NULL OR ack.close_no = :close_no)
  AND (:status IS NULL OR said.status = :status)
  AND (NOT :payments_only OR said.table_name = 'payments')
  AND NOT EXISTS (SELECT 1 FROM ack_row newer
                  WHERE newer.table_name = said.table_name AND newer.row_id = said.row_id AND newer.ack_no > said.ack_no)
ORDER BY said.table_name <> 'payments', payment.seq, line.line_no, said.table_name, said.row_id
LIMIT :most OFFSET :before;
