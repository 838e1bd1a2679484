-- When was the newest entry made?
SELECT json_extract(CAST(payload AS TEXT), '$.at') AS at FROM journal ORDER BY seq DESC LIMIT 1;
