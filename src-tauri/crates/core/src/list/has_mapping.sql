-- Did the clerk ever map the columns of such a list?
SELECT 1 AS found FROM column_mapping WHERE kind = :kind LIMIT 1;
