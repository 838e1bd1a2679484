-- Cover that became certain with the arrival of the money.
INSERT INTO cover_completed (seq, row_id, receipt_no, arrived_on, benefit_from, benefit_to)
VALUES (:seq, :row_id, :receipt_no, :arrived_on, :benefit_from, :benefit_to);
