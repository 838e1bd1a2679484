-- Every payment line, for comparison with the journal.
SELECT row_id, payment_id, line_no, person_id, levy_year, policy_sha256,
       fee_fen, subsidy_fen, collective_aid_fen, due_fen
FROM payment_line;
