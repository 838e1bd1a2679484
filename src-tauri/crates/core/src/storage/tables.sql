-- Every table: those that a ledger reads first, so that they are checked while they are still in memory; the schema is one too.
SELECT name FROM (
    SELECT name, rootpage FROM sqlite_schema WHERE type = 'table' AND rootpage > 0
    UNION ALL
    SELECT 'sqlite_schema', 1)
ORDER BY name NOT IN ('journal', 'payment', 'payment_line', 'live_line', 'package'),
         name = 'roster_change',
         rootpage;
