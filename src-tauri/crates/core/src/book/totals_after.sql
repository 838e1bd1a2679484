-- How much of what was taken went back, and how much cash was paid in? Only for a file whose schema knows of it.
SELECT (SELECT count(*) FROM reversal WHERE kind = 'void') AS voids,
       (SELECT count(*) FROM reversal WHERE kind = 'reversal') AS reversals,
       (SELECT coalesce(sum(cash_back_fen), 0) FROM reversal) AS cash_back_fen,
       (SELECT coalesce(sum(payment.due_fen), 0)
        FROM reversal JOIN payment ON payment.payment_id = reversal.payment_id) AS back_fen,
       (SELECT coalesce(sum(amount_fen), 0) FROM remittance
        WHERE payer = 'cash' AND remittance_no NOT IN (SELECT remittance_no FROM remittance_cancelled)) AS remitted_fen;
