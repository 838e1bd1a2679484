-- Every payment's row, for comparison with the journal.
SELECT seq, payment_id, session_no, receipt_no, series, serial, business_date,
       fee_fen, subsidy_fen, collective_aid_fen, due_fen, tendered_fen, change_fen, order_hash, means, ticket_no, taken_on, paper_no, aid_no
FROM payment;
