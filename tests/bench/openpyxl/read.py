"""What openpyxl needs to read the cells of a roster, row by row. Run by the bench; prints microseconds and KiB."""

import resource
import sys
import time

import openpyxl

begin = time.perf_counter()
book = openpyxl.load_workbook(sys.argv[1], read_only=True, data_only=True)
cells = sum(len(row) for row in book.worksheets[0].iter_rows(values_only=True))
assert cells > 500_000, cells
took = time.perf_counter() - begin
print(round(took * 1_000_000), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
