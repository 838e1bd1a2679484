-- To which account did the last remittance go?
SELECT json_extract(CAST(journal.payload AS TEXT), '$.account') AS account
FROM remittance
JOIN journal ON journal.seq = remittance.seq
ORDER BY remittance.remittance_no DESC
LIMIT 1;
