-- Which full list of a department still waits for mended rows? A later full list has put an end to it.
SELECT i.import_id FROM list_import i
WHERE i.kind = 'category_list' AND i.department = :department AND i.undone_at IS NULL AND i.cancellations_held = 1
  AND NOT EXISTS (SELECT 1 FROM list_import later
                  WHERE later.kind = 'category_list' AND later.department = i.department AND later.undone_at IS NULL
                    AND later.is_full = 1 AND json_extract(later.counts, '$.seq') > json_extract(i.counts, '$.seq'))
ORDER BY json_extract(i.counts, '$.seq') DESC LIMIT 1;
