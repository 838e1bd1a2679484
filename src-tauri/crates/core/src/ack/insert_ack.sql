-- An answer was read.
INSERT INTO ack (seq, close_no, ack_no, zip, zip_sha256, answered_at, read_at)
VALUES (:seq, :close_no, :ack_no, :zip, :zip_sha256, :answered_at, :read_at);
