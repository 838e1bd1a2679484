-- How did the clerk map the columns of this header?
SELECT mapping FROM column_mapping WHERE kind = :kind AND header_hash = :header_hash;
