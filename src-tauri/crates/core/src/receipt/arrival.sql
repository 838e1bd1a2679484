-- Which entry said last when the money of this receipt arrived?
SELECT seq FROM cover_completed WHERE receipt_no = :receipt_no ORDER BY seq DESC LIMIT 1;
