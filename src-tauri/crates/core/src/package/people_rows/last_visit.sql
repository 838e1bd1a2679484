-- Up to which visit did the packages before this one tell?
SELECT coalesce(max(CAST(row_key AS INTEGER)), 0) AS visit_no FROM package_row WHERE table_name = 'canvassing';
