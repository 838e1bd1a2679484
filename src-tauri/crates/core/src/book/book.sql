-- Who is this book?
SELECT book_id, village_code, village_name, town_name, kind, series, restored_from, device_id, entrusted_paper, own_clock
FROM book;
