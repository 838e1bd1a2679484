-- What was asked at the counter about these people for a levy year, and what a department's list says that the counter
-- asks too, oldest answer first? What was asked of an entry that was merged into somebody was asked of him.
SELECT person_id, fact, holds FROM (
    SELECT wanted.value AS person_id, f.fact, f.holds, f.at, f.fact_no AS place
    FROM json_each(:ids) wanted
    CROSS JOIN person own ON own.person_id = wanted.value OR own.merged_into = wanted.value
    CROSS JOIN person_fact f ON f.person_id = own.person_id AND f.levy_year = :levy_year
    UNION ALL
    SELECT wanted.value, 'risk_cleared', e.risk_cleared, i.at, 0
    FROM json_each(:ids) wanted
    CROSS JOIN person own ON own.person_id = wanted.value OR own.merged_into = wanted.value
    CROSS JOIN category_entry e ON e.person_id = own.person_id
    JOIN list_import i ON i.import_id = e.import_id
    WHERE e.gone_import_id IS NULL AND e.risk_cleared IS NOT NULL
) ORDER BY at, place;
