-- What was asked at the counter about anybody for a levy year, and what a department's list says that the counter asks
-- too, oldest answer first?
SELECT person_id, fact, holds FROM (
    SELECT person_id, fact, holds, at, fact_no AS place FROM person_fact WHERE levy_year = :levy_year
    UNION ALL
    SELECT e.person_id, 'risk_cleared', e.risk_cleared, i.at, 0
    FROM category_entry e JOIN list_import i ON i.import_id = e.import_id
    WHERE e.gone_import_id IS NULL AND e.risk_cleared IS NOT NULL AND e.person_id IS NOT NULL
) ORDER BY at, place;
