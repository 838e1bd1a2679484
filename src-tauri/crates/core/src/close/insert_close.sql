-- A session ends.
INSERT INTO close (close_no, seq, session_no, count_no, business_date, cash_fen, expected_fen, counted_fen, variance_fen,
                   perpetual_fen, closed_at, closed_by)
VALUES (:close_no, :seq, :session_no, :count_no, :business_date, :cash_fen, :expected_fen, :counted_fen, :variance_fen,
        :perpetual_fen, :closed_at, :closed_by);
