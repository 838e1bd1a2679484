-- What was it before the import changed it? The last change is taken back first.
SELECT person_id, household_id, before FROM roster_change
WHERE import_id = :import_id AND act IN ('member_updated_by_list', 'household_updated_by_list') ORDER BY change_no DESC;
