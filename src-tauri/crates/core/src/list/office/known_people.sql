-- Everybody of the book, as an office's list of this year is compared with him.
SELECT p.person_id, h.hh_no, p.name, p.name_alt, p.certificate_type, p.certno, p.standing, p.previous_year,
       p.student_level, p.student_school, e.state, e.reason, e.import_id AS enrolment_import,
       i.list_date AS enrolment_list_date, pay.receipt_no, pay.business_date,
       (SELECT min(c.written_at) FROM close z JOIN package_copy c ON c.close_no = z.close_no
        WHERE z.session_no = pay.session_no) AS written_at,
       (SELECT max(v.happened_on) FROM person_event v WHERE v.person_id = p.person_id AND v.type = 'death') AS died_on,
       (SELECT coalesce(r.sum_fen, '') || '|' || r.words FROM office_row r
        JOIN list_import m ON m.import_id = r.import_id
        WHERE r.person_id = p.person_id AND m.kind = 'marked_sums' AND m.levy_year = :levy_year AND m.undone_at IS NULL
        ORDER BY m.list_date DESC, m.import_no DESC LIMIT 1) AS official
FROM person p
JOIN household h ON h.household_id = p.household_id
LEFT JOIN live_line l ON l.person_id = p.person_id AND l.levy_year = :levy_year
LEFT JOIN payment_line pl ON pl.row_id = l.row_id
LEFT JOIN payment pay ON pay.payment_id = pl.payment_id
LEFT JOIN enrolment e ON e.person_id = p.person_id AND e.levy_year = :levy_year
LEFT JOIN list_import i ON i.import_id = e.import_id
WHERE p.certno <> '';
