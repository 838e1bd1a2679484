-- What was asked at the counter about anybody for a levy year, and what a department's list says that the counter asks
-- too, oldest answer first? What was asked of an entry that was merged into another was asked of that other.
SELECT coalesce(p.merged_into, known.person_id) AS person_id, known.fact, known.holds FROM (
    SELECT person_id, fact, holds, at, fact_no AS place FROM person_fact WHERE levy_year = :levy_year
    UNION ALL
    SELECT e.person_id, 'risk_cleared', e.risk_cleared, i.at, 0
    FROM category_entry e JOIN list_import i ON i.import_id = e.import_id
    WHERE e.gone_import_id IS NULL AND e.risk_cleared IS NOT NULL AND e.person_id IS NOT NULL
) known LEFT JOIN person p ON p.person_id = known.person_id
ORDER BY known.at, known.place;
