-- Did a later list of the same department come in, that still stands?
SELECT later.department, later.at FROM list_import own
JOIN list_import later ON later.kind = own.kind AND later.department = own.department 
    AND json_extract(later.counts, '$.seq') > json_extract(own.counts, '$.seq')
WHERE own.import_id = :import_id AND later.undone_at IS NULL
ORDER BY json_extract(later.counts, '$.seq') DESC LIMIT 1;
