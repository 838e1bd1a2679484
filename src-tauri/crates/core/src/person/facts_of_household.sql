-- What was asked at the counter about the people of a household for a levy year, and what a department's list says that
-- the counter asks too, oldest answer first? What was asked of an entry that was merged into somebody was asked of him.
SELECT person_id, fact, holds FROM (
    SELECT p.person_id, f.fact, f.holds, f.at, f.fact_no AS place
    FROM person p
    CROSS JOIN person own ON own.person_id = p.person_id OR own.merged_into = p.person_id
    CROSS JOIN person_fact f ON f.person_id = own.person_id AND f.levy_year = :levy_year
    WHERE p.household_id = :household_id AND p.merged_into IS NULL
    UNION ALL
    SELECT p.person_id, 'risk_cleared', e.risk_cleared, i.at, 0
    FROM person p
    CROSS JOIN person own ON own.person_id = p.person_id OR own.merged_into = p.person_id
    CROSS JOIN category_entry e ON e.person_id = own.person_id
    JOIN list_import i ON i.import_id = e.import_id
    WHERE p.household_id = :household_id AND p.merged_into IS NULL
      AND e.gone_import_id IS NULL AND e.risk_cleared IS NOT NULL
) ORDER BY at, place;
