-- Who is to be entered or corrected in the province's system, oldest wish first? A wish for an entry that was merged into
-- somebody is told as his.
SELECT r.registration_no, coalesce(entry.merged_into, r.person_id) AS person_id, coalesce(p.name, r.name) AS name, p.certno,
       h.household_id, h.hh_no, h.village_group, r.kind, r.was, r.state, r.reason, r.wanted_at, r.decided_at, r.decided_by
FROM registration r
LEFT JOIN person entry ON entry.person_id = r.person_id
LEFT JOIN person p ON p.person_id = coalesce(entry.merged_into, r.person_id)
LEFT JOIN household h ON h.household_id = p.household_id
ORDER BY r.registration_no;
