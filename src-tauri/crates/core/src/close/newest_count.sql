-- Which count of the session is the newest, if nothing moved in its drawer afterwards?
SELECT seq
FROM cash_count
WHERE session_no = :session_no
  AND seq > (SELECT coalesce(max(seq), 0) FROM payment WHERE session_no = :session_no)
  AND seq > (SELECT coalesce(max(seq), 0) FROM reversal WHERE session_no = :session_no AND kind = 'void')
  AND seq > (SELECT coalesce(max(seq), 0) FROM remittance WHERE session_no = :session_no)
  AND seq > (SELECT coalesce(max(seq), 0) FROM remittance_cancelled WHERE session_no = :session_no)
ORDER BY seq DESC
LIMIT 1;
