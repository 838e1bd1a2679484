-- What went back in a session: from its drawer for its own receipts, from what lies ready for the bank for earlier ones.
SELECT coalesce(sum(kind = 'void'), 0) AS voids,
       coalesce(sum(CASE kind WHEN 'void' THEN cash_back_fen ELSE 0 END), 0) AS from_drawer_fen,
       coalesce(sum(kind = 'reversal'), 0) AS reversals,
       coalesce(sum(CASE kind WHEN 'reversal' THEN cash_back_fen ELSE 0 END), 0) AS from_kept_fen
FROM reversal
WHERE session_no = :session_no;
