-- A payment, as its journal entry says.
INSERT INTO payment (payment_id, seq, session_no, household_id, series, serial, receipt_no, business_date, taken_at, means,
                     fee_fen, subsidy_fen, collective_aid_fen, due_fen, tendered_fen, change_fen, order_hash, ticket_no, taken_on, paper_no,
                     aid_no)
VALUES (:payment_id, :seq, :session_no, :household_id, :series, :serial, :receipt_no, :business_date, :taken_at, :means,
        :fee_fen, :subsidy_fen, :collective_aid_fen, :due_fen, :tendered_fen, :change_fen, :order_hash, :ticket_no, :taken_on, :paper_no, :aid_no);
