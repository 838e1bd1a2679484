-- The pages of a table and of its indexes.
SELECT pageno FROM dbstat WHERE name = :table
UNION ALL
SELECT pages.pageno FROM sqlite_schema AS own CROSS JOIN dbstat AS pages ON pages.name = own.name
WHERE own.type = 'index' AND own.tbl_name = :table AND own.rootpage > 0;
