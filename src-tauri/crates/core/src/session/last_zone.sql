-- In which zone did the laptop believe itself when the newest session opened that says so?
SELECT json_extract(CAST(journal.payload AS TEXT), '$.zone_minutes') AS zone
FROM session
JOIN journal ON journal.seq = session.seq
WHERE json_extract(CAST(journal.payload AS TEXT), '$.zone_minutes') IS NOT NULL
ORDER BY session.session_no DESC
LIMIT 1;
