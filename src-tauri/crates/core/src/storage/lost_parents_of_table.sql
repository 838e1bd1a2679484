-- The rows of a table that point to a row which is not there.
SELECT "table" || ' ' || coalesce("rowid", '') || ' lacks its ' || "parent" FROM pragma_foreign_key_check(:table);
