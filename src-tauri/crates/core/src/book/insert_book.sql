-- The one row that says who this book is.
INSERT INTO book (id, book_id, village_code, village_name, town_name, kind, series, restored_from, device_id,
                  signing_seed, entrusted_paper, created_at, created_by, own_clock)
VALUES (1, :book_id, :village_code, :village_name, :town_name, :kind, :series, :restored_from, :device_id,
        :signing_seed, :entrusted_paper, :created_at, :created_by, :own_clock);
