-- A member's line of a payment.
INSERT INTO payment_line (row_id, payment_id, line_no, person_id, levy_year, policy_id, policy_sha256,
                          fee_fen, subsidy_fen, collective_aid_fen, due_fen, category, fund, reverses)
VALUES (:row_id, :payment_id, :line_no, :person_id, :levy_year, :policy_id, :policy_sha256,
        :fee_fen, :subsidy_fen, :collective_aid_fen, :due_fen, :category, :fund, NULL);
