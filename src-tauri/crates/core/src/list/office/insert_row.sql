-- One row of an office's list.
INSERT INTO office_row (import_id, place, sheet, row_no, name, certno, person_id, happened_on, fee_fen, sum_fen, words, facts, outcome)
VALUES (:import_id, :place, :sheet, :row_no, :name, :certno, :person_id, :happened_on, :fee_fen, :sum_fen, :words, :facts, :outcome);
