import pytest

from nqpf.errors import SpecError
from nqpf.simulate.layout import DASH, tables


@pytest.fixture(scope="module")
def laid_out(study, drawn):
    return tables(study, drawn)


def test_every_shape_holds_every_cell(laid_out):
    assert laid_out["economy"].shape == (3420, 2 + 4)
    assert laid_out["broadband"].shape == (285, 1 + 12)
    assert laid_out["innovation"].shape == (34200, 4)
    assert laid_out["cities"].shape == (285, 7)


def test_cells_stand_under_their_year_and_series(drawn, laid_out):
    unit, year = drawn.raw.index[100]
    wide, across, long = (laid_out[name] for name in ("economy", "broadband", "innovation"))
    row = wide[(wide["城市"] == unit) & (wide["年份"] == year)].iloc[0]
    assert float(row["地区生产总值(亿元)"]) == drawn.raw.loc[(unit, year), "gdp"]
    assert float(across.set_index("城市").loc[unit, f"{year}年"]) == drawn.raw.loc[(unit, year), "broadband"]
    mine = long[(long["城市"] == unit) & (long["年份"] == year) & (long["指标"] == "技术合同成交额(亿元)")]
    assert float(mine["数值"].item()) == pytest.approx(drawn.raw.loc[(unit, year), "contracts"], rel=1e-12)


def test_missing_cells_are_dashes_and_nothing_else_is(drawn, laid_out):
    dashes = (laid_out["paths"] == DASH).to_numpy().sum()
    assert dashes == drawn.raw.isna().to_numpy().sum() > 0


def test_counts_have_no_decimals_and_thousands_have_commas(laid_out):
    robots = laid_out["industry"]["工业机器人存量(台)"]
    assert robots.str.fullmatch(r"\d{1,3}(,\d{3})*").all()
    assert robots.str.contains(",").any()


def test_an_unknown_column_of_names_is_refused(study, drawn, with_simulation):
    look = study.simulation.published["channels"].model_copy(update={"names": "拼音"})
    published = {**study.simulation.published, "channels": look}
    with pytest.raises(SpecError, match=r"published\.channels\.names.*拼音"):
        tables(with_simulation(study, published=published), drawn)
