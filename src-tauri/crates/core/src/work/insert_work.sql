-- One more piece of work, unless the same work is open.
INSERT INTO work_item (item_id, kind, person_id, levy_year, facts, article, import_id, at, user)
SELECT :item_id, :kind, :person_id, :levy_year, :facts, :article, :import_id, :at, :user
WHERE NOT EXISTS (
    SELECT 1 FROM work_item WHERE kind = :kind AND person_id = :person_id
        AND coalesce(levy_year, 0) = coalesce(:levy_year, 0) AND state = 'open'
);
