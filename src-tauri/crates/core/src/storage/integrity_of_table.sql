-- `ok`, or what is wrong with a table, its indexes and its rows.
SELECT integrity_check FROM pragma_integrity_check(:table);
