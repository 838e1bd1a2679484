-- A receipt went to paper or to a file, or did not come out.
INSERT INTO receipt_copy (receipt_no, at, user, what) VALUES (:receipt_no, :at, :user, :what);
