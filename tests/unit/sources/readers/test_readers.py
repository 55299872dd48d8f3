"""Every reader brings back a small table, and says a sentence for a file it cannot read."""

import pandas as pd
import pyreadr
import pytest

from nqpf.errors import DataError
from nqpf.registry import load, names

READERS = "nqpf.sources.readers"
TABLE = pd.DataFrame({"城市": ["甲市", "乙市"], "年份": [2011, 2012], "gdp": [1.5, 2.25]})
ASCII = TABLE.rename(columns={"城市": "city", "年份": "year"})


def write(name, path):
    """Write the table in the format of one reader; the header bears blanks where the format allows."""
    spaced = TABLE.rename(columns={"gdp": " gdp "})
    match name:
        case "csv":
            spaced.to_csv(path, index=False)
        case "excel":
            spaced.to_excel(path, index=False, engine="openpyxl")
        case "stata":
            ASCII.to_stata(path, write_index=False, version=118)
        case "rdata":
            pyreadr.write_rdata(str(path), ASCII, df_name="table")
        case "parquet":
            spaced.to_parquet(path)


SUFFIX = {"csv": "csv", "excel": "xlsx", "stata": "dta", "rdata": "rda", "parquet": "parquet"}


@pytest.mark.parametrize("name", names(READERS))
def test_every_reader_round_trips(name, tmp_path):
    path = tmp_path / f"表.{SUFFIX[name]}"
    write(name, path)
    frame = load(READERS, name).read(path)
    assert [str(cell) for cell in frame.iloc[:, 0]] == ["甲市", "乙市"]
    assert frame["gdp"].astype(float).tolist() == [1.5, 2.25]
    first_row = 2 if name in ("csv", "excel") else 1
    assert frame.index.tolist() == [first_row, first_row + 1]


@pytest.mark.parametrize("name", [name for name in names(READERS) if name != "csv"])
def test_a_corrupted_file_gets_a_sentence(name, tmp_path):
    path = tmp_path / f"broken.{SUFFIX[name]}"
    write(name, path)
    path.write_bytes(b"<html>404</html>" * 20)
    with pytest.raises(DataError, match=rf"broken\.{SUFFIX[name]}: this is no.* readable"):
        load(READERS, name).read(path)


@pytest.mark.parametrize("name", [name for name in names(READERS) if name != "csv"])
def test_a_truncated_file_gets_a_sentence(name, tmp_path):
    path = tmp_path / f"cut.{SUFFIX[name]}"
    write(name, path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(DataError, match=r"cut\."):
        load(READERS, name).read(path)


def csv(path, text, written="utf-8", **options):
    path.write_bytes(text.encode(written))
    return load(READERS, "csv").read(path, **options)


def test_csv_keeps_every_cell_as_text(tmp_path):
    frame = csv(tmp_path / "a.csv", "code,v\n0110,1.50\n,NA\n")
    assert frame.to_numpy().tolist() == [["0110", "1.50"], ["", "NA"]]


def test_csv_takes_off_a_byte_order_mark(tmp_path):
    assert csv(tmp_path / "a.csv", "城市,x\n甲,1\n", "utf-8-sig").columns.tolist() == ["城市", "x"]


def test_csv_reads_gb18030_with_units_in_the_headers(tmp_path):
    frame = csv(tmp_path / "a.csv", "城市,GDP(亿元)\n甲,—\n", "gb18030", encoding="gb18030")
    assert frame.columns.tolist() == ["城市", "GDP(亿元)"]
    assert frame["GDP(亿元)"].tolist() == ["—"]


@pytest.mark.parametrize(
    ("written", "read", "advice"), [("gb18030", "utf-8-sig", "gb18030"), ("utf-8", "ascii", "utf-8")]
)
def test_csv_of_another_encoding_says_which_to_try(tmp_path, written, read, advice):
    with pytest.raises(DataError, match=rf"a\.csv.*{read}.*try encoding: {advice}"):
        csv(tmp_path / "a.csv", "城市,x\n甲市,1\n", written, encoding=read)


def test_csv_with_an_unknown_encoding_gets_a_sentence(tmp_path):
    with pytest.raises(DataError, match="no encoding 'gbk9'"):
        csv(tmp_path / "a.csv", "a,b\n1,2\n", encoding="gbk9")


def test_csv_counts_rows_through_titles_and_blank_lines(tmp_path):
    text = "统计年鉴\n\n城市,x\n甲,1\n\n乙,2\n资料来源,:统计局,等\n"
    frame = csv(tmp_path / "a.csv", text, skip_rows=2, skip_footer=1)
    assert frame["城市"].to_dict() == {4: "甲", 5: "", 6: "乙"}


def test_csv_row_with_too_many_cells_gets_a_sentence(tmp_path):
    with pytest.raises(DataError, match="line 3"):
        csv(tmp_path / "a.csv", "a,b\n1,2\n1,2,3\n")


def test_an_empty_csv_gets_a_sentence(tmp_path):
    with pytest.raises(DataError, match="no table"):
        csv(tmp_path / "a.csv", "")


def test_excel_below_a_title_row_keeps_text_as_text(tmp_path):
    path = tmp_path / "a.xlsx"
    rows = pd.DataFrame(
        [["表1 各市生产总值", None, None], ["城市", "年份", "gdp"], ["甲", 2011, "—"], ["乙", 2012, 3]]
    )
    rows.to_excel(path, index=False, header=False, engine="openpyxl", sheet_name="表1")
    frame = load(READERS, "excel").read(path, sheet="表1", skip_rows=1)
    assert frame["gdp"].to_dict() == {3: "—", 4: 3}


def test_excel_without_the_sheet_names_those_it_has(tmp_path):
    path = tmp_path / "a.xlsx"
    TABLE.to_excel(path, index=False, engine="openpyxl", sheet_name="数据")
    with pytest.raises(DataError, match=r"no sheet '表1'.*数据"):
        load(READERS, "excel").read(path, sheet="表1")


def test_rdata_without_the_object_names_those_it_has(tmp_path):
    path = tmp_path / "a.rda"
    write("rdata", path)
    with pytest.raises(DataError, match=r"no object 'tabel'.*did you mean 'table'"):
        load(READERS, "rdata").read(path, object="tabel")


def test_stata_leaves_codes_and_years_as_numbers(tmp_path):
    path = tmp_path / "a.dta"
    frame = ASCII.assign(region=pd.Categorical(["east", "west"]))
    frame.to_stata(path, write_index=False, version=118)
    assert load(READERS, "stata").read(path)["region"].tolist() == [0, 1]


def test_old_stata_text_is_decoded_on_request(tmp_path):
    path = tmp_path / "a.dta"
    mangled = ASCII.assign(city=[name.encode("gb18030").decode("latin-1") for name in ASCII["city"]])
    mangled.to_stata(path, write_index=False, version=114)
    assert load(READERS, "stata").read(path, encoding="gb18030")["city"].tolist() == ["甲市", "乙市"]
