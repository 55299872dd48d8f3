"""Excel workbooks (.xlsx, .xls, .xlsb) and .ods, through calamine."""

from pathlib import Path

import pandas as pd

from nqpf.errors import DataError
from nqpf.sources.cells import with_headers


def read(path: Path, *, sheet: str | int = 0, skip_rows: int = 0, skip_footer: int = 0) -> pd.DataFrame:
    """Read one sheet with its cells as found: numbers as numbers, text as text, empty as "".

    sheet: its name, or its position from 0. skip_rows: rows above the header. skip_footer: rows below
    the data. The index holds the row numbers of the sheet.
    Raises DataError when the file is no workbook or has no such sheet.
    """
    from python_calamine import CalamineError

    try:
        with pd.ExcelFile(path, engine="calamine") as book:
            rows = _cells(path, book, sheet)
    except (CalamineError, OSError, ValueError) as error:
        raise DataError(f"{path}: this is no readable workbook ({error}); fetch or save it anew.") from None
    return with_headers(rows.iloc[skip_rows : len(rows) - skip_footer], header=skip_rows + 1)


def _cells(path: Path, book: pd.ExcelFile, sheet: str | int) -> pd.DataFrame:
    sheets = [str(name) for name in book.sheet_names]
    if sheet not in sheets and sheet not in range(len(sheets)):
        raise DataError(f"{path}: there is no sheet {sheet!r}; the workbook has: {', '.join(sheets)}.")
    return pd.read_excel(
        book, sheet_name=sheet, header=None, dtype=object, keep_default_na=False, na_filter=False
    )
