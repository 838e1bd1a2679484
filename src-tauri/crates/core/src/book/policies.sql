-- Which notices does the book follow?
SELECT toml, cases, notice FROM policy ORDER BY levy_year DESC, added_at DESC;
