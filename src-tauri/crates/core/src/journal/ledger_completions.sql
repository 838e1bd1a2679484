-- Every completed cover, for comparison with the journal.
SELECT seq, row_id, receipt_no, arrived_on, benefit_from, benefit_to FROM cover_completed;
