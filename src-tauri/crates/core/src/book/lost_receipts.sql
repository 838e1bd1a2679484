-- Which receipts has paper to bring back?
SELECT receipt_no, series, serial, known_by FROM lost_receipt ORDER BY series, serial;
