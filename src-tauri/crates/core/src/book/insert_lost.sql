-- A receipt that was given out and is not here; known once is enough.
INSERT INTO lost_receipt (receipt_no, series, serial, known_by, noted_at, noted_by)
VALUES (:receipt_no, :series, :serial, :known_by, :noted_at, :noted_by)
ON CONFLICT (receipt_no) DO NOTHING;
