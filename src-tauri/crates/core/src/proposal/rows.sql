-- What do the lists propose, open proposals first, by kind, then in their order? With an id, that one alone.
SELECT x.proposal_id, x.import_id, i.file_name, i.list_date, x.person_id, coalesce(p.name, x.name) AS name, x.certno,
       h.household_id, h.hh_no, h.village_group, p.standing, x.kind, x.happened_on, x.words, x.facts, x.state, x.reason,
       x.decided_by, x.decided_at
FROM proposal x
JOIN list_import i ON i.import_id = x.import_id
LEFT JOIN person p ON p.person_id = x.person_id
LEFT JOIN household h ON h.household_id = p.household_id
WHERE :proposal_id IS NULL OR x.proposal_id = :proposal_id
ORDER BY x.state <> 'open', x.kind, x.proposal_id;
