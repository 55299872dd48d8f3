"""What every reader returns: headers without white space around them, rows numbered as in the file."""

import pandas as pd


def with_headers(rows: pd.DataFrame, header: int) -> pd.DataFrame:
    """Take the first row as headers and number the others as the file does.

    rows: all cells from the header row on. header: the number of that row in the file, from 1.
    """
    body = rows.iloc[1:]
    names = [str(name).strip() for name in rows.iloc[0]] if len(rows) else []
    return body.set_axis(names, axis=1).set_axis(_numbers(header + 1, len(body)), axis=0)


def numbered(frame: pd.DataFrame) -> pd.DataFrame:
    """Strip the headers and count the rows from 1, for files that have no header row."""
    names = [str(name).strip() for name in frame.columns]
    return frame.set_axis(names, axis=1).set_axis(_numbers(1, len(frame)), axis=0)


def _numbers(first: int, count: int) -> pd.RangeIndex:
    return pd.RangeIndex(first, first + count, name="row")
