"""The real studies: every trap of the raw files, as an assertion on the built panel.

Specs are checked everywhere; the panels need the original files. Set NQPF_MIRROR to a folder that holds
them (layout of `file` in sources.yaml); the tests skip, and say so, without it.
"""

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from nqpf.audit.overlap import audit, uses
from nqpf.index import fit
from nqpf.panel.build import Built, build_panel
from nqpf.panel.load import read_sources
from nqpf.sources.retrieve import retrieve
from nqpf.specs import Study, load_study
from nqpf.specs.base import english

ROOT = Path(__file__).resolve().parents[2]
CONFIG = ROOT / "config"
STUDIES = ("china_provinces", "china_cities")
SHAPE = {"china_provinces": (30, range(2011, 2022)), "china_cities": (105, range(2002, 2016))}

PUBLISHED = 5e-4  # relative; facts are quoted with four digits
EXACT = 1e-12  # relative; the same numbers through the same arithmetic
NATIONAL_SUM = 2e-3  # relative; provinces without Tibet against the published national total

Panels = Mapping[str, Built]


def _mirror() -> Path:
    given = os.environ.get("NQPF_MIRROR")
    if not given:
        pytest.skip("NQPF_MIRROR is not set; the real files are not in the repository")
    folder = Path(given) if Path(given).is_absolute() else ROOT / given
    if not folder.is_dir():
        pytest.skip(f"NQPF_MIRROR is set to {given}, which is no folder")
    return folder


@pytest.fixture(scope="module")
def studies() -> dict[str, Study]:
    return {name: load_study(name, CONFIG) for name in STUDIES}


@pytest.fixture(scope="module")
def tables(
    studies: dict[str, Study], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Mapping[str, pd.DataFrame]]:
    """Read the files from the mirror, by the same rule as the pipeline (hashes are checked on the way)."""
    mirror, raw = _mirror(), tmp_path_factory.mktemp("raw")
    for name, study in studies.items():
        for source in study.sources.sources.values():
            retrieve(source, raw / name / source.file, mirror)
    return {name: read_sources(study, raw / name) for name, study in studies.items()}


@pytest.fixture(scope="module")
def panels(studies: dict[str, Study], tables: dict[str, Mapping[str, pd.DataFrame]]) -> Panels:
    return {name: build_panel(study, tables[name]) for name, study in studies.items()}


@pytest.fixture
def provinces(panels: Panels) -> pd.DataFrame:
    return panels["china_provinces"].panel


@pytest.fixture
def cities(panels: Panels) -> pd.DataFrame:
    return panels["china_cities"].panel


def _numbers(frame: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    return frame.replace("", np.nan).astype(dict.fromkeys(columns, float))


# --- specs: no files needed ---------------------------------------------------------------------


@pytest.mark.parametrize("name", STUDIES)
def test_study_loads_with_every_reference_and_overlap_settled(name: str, studies: dict[str, Study]) -> None:
    assert studies[name].name == name
    assert not studies[name].simulated


@pytest.mark.parametrize("name", STUDIES)
def test_every_source_is_pinned_by_commit_and_hash(name: str, studies: dict[str, Study]) -> None:
    for source in studies[name].sources.sources.values():
        assert source.url is not None
        assert source.url.startswith("https://raw.githubusercontent.com/")
        assert len(source.url.split("/")[5]) == len("9ad60a190dec4a56953da9c478d42cd44c80762a")
        assert source.sha256 is not None
        assert english(source.licence) in {"MIT", "none stated"}


@pytest.mark.parametrize("name", STUDIES)
def test_every_source_is_used(name: str, studies: dict[str, Study]) -> None:
    used = {series.source for series in studies[name].codebook.series.values()}
    assert used == set(studies[name].sources.sources)


@pytest.mark.parametrize("name", STUDIES)
@pytest.mark.parametrize("suffix", ["", "_equal"])
def test_strict_treatment_and_outcome_share_denominators_only(
    name: str, suffix: str, studies: dict[str, Study]
) -> None:
    study = studies[name]
    treatment, outcome = (uses(study, index + suffix) for index in ("nqpf", "innovation"))
    shared = set(treatment) & set(outcome)
    assert shared <= {"gdp", "population"}
    assert all("denominator" in (treatment[series], outcome[series]) for series in shared)
    pair = next(
        found for found in audit(study) if set(found.pair) == {"nqpf" + suffix, "innovation" + suffix}
    )
    assert pair.content == ()


def test_conventional_treatment_of_the_provinces_declares_what_it_shares(studies: dict[str, Study]) -> None:
    found = {shared.pair: shared for shared in audit(studies["china_provinces"])}
    shared = found[("nqpf_conventional", "innovation")]
    assert shared.declared
    assert {"rd_staff", "fiscal_science", "patents_applied"} <= set(shared.content)


def test_overlapping_channels_are_found_and_declared(studies: dict[str, Study]) -> None:
    found = {shared.pair: shared for shared in audit(studies["china_provinces"]) if shared.content}
    channels = {("nqpf", name) for name in ("digital", "green", "efficiency", "science_share")}
    assert channels | {("science_share", "innovation"), ("networked", "innovation")} <= set(found)
    assert all(shared.declared for shared in found.values())


@pytest.mark.parametrize(
    ("source", "column"),
    [
        ("yuyang", "pwage"),
        ("yuyang", "tec4"),
        ("yuyang", "fdi"),
        ("tjjm", "NonFossilShare"),
        ("tjjm", "CoalShare"),
        ("tjjm", "EnergyIntensity"),
        ("upstream", "patent_grants"),
        ("upstream", "innovation"),
        ("upstream", "carbon_emissions_mt"),
        ("yumanlou", "gf_index"),
        ("yumanlou", "carbon_finance"),
        ("wangmeng", "Total electricity generation"),
        ("wangmeng", "Population"),
        ("wangmeng", "Total energy consumption"),
        ("wangmeng", "Non fossil electricity generation"),
        ("wangmeng", "Regional GDP"),
        ("du2021", "lngti"),
        ("du2021", "lnfdi"),
        ("du2021", "lnhc"),
    ],
)
def test_a_column_that_misleads_stays_unused(source: str, column: str, studies: dict[str, Study]) -> None:
    used = {(one.source, one.column) for study in studies.values() for one in study.codebook.series.values()}
    assert (source, column) not in used


def test_no_index_is_built_on_waste_water(studies: dict[str, Study]) -> None:
    study = studies["china_provinces"]
    assert all("waste_water" not in uses(study, index) for index in study.indices)


@pytest.mark.parametrize(
    ("study", "series", "year"),
    [
        ("china_provinces", "waste_water", 2016),
        ("china_provinces", "so2_total", 2016),
        ("china_provinces", "so2_industrial", 2016),
        ("china_provinces", "dust_industrial", 2020),
        ("china_provinces", "hightech_revenue", 2018),
        ("china_provinces", "market_index", 2020),
        ("china_cities", "population", 2010),
        ("china_cities", "population", 2011),
    ],
)
def test_breaks_are_declared(study: str, series: str, year: int, studies: dict[str, Study]) -> None:
    assert year in [known.year for known in studies[study].codebook.series[series].breaks]


def test_cities_lie_in_known_provinces_and_four_regions(studies: dict[str, Study]) -> None:
    provinces = {n: unit.groups["region"] for n, unit in studies["china_provinces"].units.units.items()}
    for unit in studies["china_cities"].units.units.values():
        assert provinces[unit.groups["province"]] == unit.groups["region"]
    assert pd.Series(provinces).value_counts().to_dict() == {"西部": 11, "东部": 10, "中部": 6, "东北": 3}


# --- panels: the real files ---------------------------------------------------------------------


@pytest.mark.real
@pytest.mark.parametrize("name", STUDIES)
def test_grid_is_complete(name: str, panels: Panels) -> None:
    count, years = SHAPE[name]
    index = panels[name].panel.index
    assert len(index) == count * len(years)
    assert not index.has_duplicates
    assert index.get_level_values("unit").nunique() == count
    assert set(index.get_level_values("year")) == set(years)


@pytest.mark.real
def test_only_declared_cells_are_missing(panels: Panels) -> None:
    missing = {
        name: built.panel.isna().sum().loc[lambda n: n > 0].to_dict() for name, built in panels.items()
    }
    assert missing["china_provinces"] == {"waste_water_intensity": 12, "efficiency": 4}
    early = 105 * len(range(2002, 2010))  # the published series starts in 2010
    assert missing["china_cities"] == {"students_per_10k": 16, "quality_dated": 105, "nqpf_published": early}


@pytest.mark.real
@pytest.mark.parametrize("name", STUDIES)
def test_main_sample_lacks_nothing(name: str, studies: dict[str, Study], panels: Panels) -> None:
    study, panel = studies[name], panels[name].panel
    complete = [v for v in study.samples["main"].complete if v not in study.indices]
    indicators = [v for index in study.indices.values() for v in index.indicators]
    assert panel[[*complete, *indicators]].notna().all(axis=None)


@pytest.mark.real
@pytest.mark.parametrize("name", STUDIES)
def test_every_index_can_be_fitted(name: str, studies: dict[str, Study], panels: Panels) -> None:
    for index, spec in studies[name].indices.items():
        scores = fit(panels[name].panel, spec).apply(panels[name].panel)
        assert scores.between(0, 1).all(), index
        assert scores.groupby("unit").std().min() > 0, index


@pytest.mark.real
@pytest.mark.parametrize(
    ("variable", "unit", "year", "fact"),
    [
        ("rd_billion", "北京", 2015, 138.4),
        ("rd_billion", "广东", 2015, 179.8),
        ("rd_intensity_as_published", "北京", 2015, 6.01),
        ("education_spending_pc", "北京", 2015, 855.67 / 2188 * 1e4),
    ],
)
def test_published_facts(variable: str, unit: str, year: int, fact: float, provinces: pd.DataFrame) -> None:
    assert provinces.loc[(unit, year), variable] == pytest.approx(fact, rel=PUBLISHED)


@pytest.mark.real
def test_patents_granted_in_beijing_in_2010(
    studies: dict[str, Study], tables: dict[str, Mapping[str, pd.DataFrame]]
) -> None:
    """The year before the study, read to fill gaps; its names are spaced out (北   京) in the file."""
    study = studies["china_provinces"]
    wider = replace(study, facts=study.facts.model_copy(update={"years": study.facts.window}))
    panel = build_panel(wider, tables[study.name]).panel
    assert panel.loc[("北京", 2010), "patents_granted_total"] == 33511


@pytest.mark.real
def test_slips_in_province_names_join(provinces: pd.DataFrame, panels: Panels) -> None:
    assert provinces["patents_granted_total"].notna().all()
    left = set(panels["china_provinces"].unjoined["name"].str.replace(r"\s", "", regex=True))
    assert left == {"全国", "西藏", "两藏", "四藏", "尔部地区", "Xizang", "540000"}


@pytest.mark.real
def test_shanxi_and_shaanxi_are_not_mixed(provinces: pd.DataFrame) -> None:
    coal = provinces["co2_intensity"].groupby("unit").mean()
    assert coal["山西"] > 1.5 * coal["陕西"]


@pytest.mark.real
def test_filled_cells_are_those_that_were_never_published(panels: Panels) -> None:
    filled = (
        panels["china_provinces"].imputed.groupby("variable")["year"].agg(lambda y: (min(y), max(y), len(y)))
    )
    assert filled.to_dict() == {
        "hightech_revenue_settled": (2017, 2017, 30),
        "technology_sold_settled": (2011, 2011, 30),
        "technology_bought_settled": (2011, 2011, 30),
        "enterprise_rd": (2012, 2012, 1),
    }


@pytest.mark.real
def test_gap_of_2011_lies_between_its_neighbours(
    provinces: pd.DataFrame, tables: dict[str, Mapping[str, pd.DataFrame]]
) -> None:
    rows = tables["china_provinces"]["tech_sold"]
    beijing = rows[(rows["province"] == "北京") & (rows["variables"] == "v4_cg_jssc_je")]
    value = beijing.set_index("year")["value"].astype(float)
    assert "2011" not in value.index
    filled = provinces.loc[("北京", 2011), "technology_sold_settled"]
    assert filled == pytest.approx((value["2010"] + value["2012"]) / 2, rel=EXACT)


@pytest.mark.real
@pytest.mark.parametrize("variable", ["research_base", "new_drivers", "institutions"])
def test_moderators_are_fixed_traits_of_the_first_year(variable: str, provinces: pd.DataFrame) -> None:
    by_province = provinces[variable].groupby("unit")
    assert (by_province.min() == by_province.max()).all()
    assert (by_province.count() == len(SHAPE["china_provinces"][1])).all()


@pytest.mark.real
def test_market_index_stands_still_after_2019_in_the_source(
    tables: dict[str, Mapping[str, pd.DataFrame]], provinces: pd.DataFrame
) -> None:
    rows = _numbers(
        tables["china_provinces"]["yumanlou"][["province", "year", "market_index"]], ["market_index"]
    )
    wide = rows.set_index(["province", "year"])["market_index"].unstack("year")  # noqa: PD010 - no aggregation
    assert (wide[[str(year) for year in range(2020, 2024)]].sub(wide["2019"], axis=0) == 0).all(axis=None)
    assert provinces.loc[("北京", 2021), "institutions"] == pytest.approx(
        wide.loc["Beijing", "2011"], rel=EXACT
    )


@pytest.mark.real
def test_solid_waste_column_sums_to_national_soot_and_dust(
    tables: dict[str, Mapping[str, pd.DataFrame]],
) -> None:
    """China Statistical Yearbook on Environment, industrial soot and dust, 10,000 tonnes."""
    published = {"2011": 1100.9, "2012": 1029.3, "2013": 1094.6, "2014": 1456.1, "2015": 1232.6}
    columns = ["industrial_solid_waste"]
    rows = _numbers(tables["china_provinces"]["yumanlou"][["year", *columns]], columns)
    sums = rows.groupby("year")["industrial_solid_waste"].sum()
    assert sums[list(published)].to_dict() == pytest.approx(published, rel=NATIONAL_SUM)


@pytest.mark.real
def test_industrial_so2_sums_to_the_national_total(
    tables: dict[str, Mapping[str, pd.DataFrame]],
) -> None:
    """China Statistical Yearbook on Environment after the second census, 10,000 tonnes."""
    published = {"2015": 1556.7, "2016": 770.5, "2017": 529.9, "2018": 446.7, "2019": 395.4}
    rows = _numbers(tables["china_provinces"]["yumanlou"][["year", "industrial_so2"]], ["industrial_so2"])
    sums = rows.groupby("year")["industrial_so2"].sum()
    assert sums[list(published)].to_dict() == pytest.approx(published, rel=NATIONAL_SUM)


@pytest.mark.real
def test_apparent_emissions_of_shanxi_are_no_emissions(
    tables: dict[str, Mapping[str, pd.DataFrame]], provinces: pd.DataFrame
) -> None:
    """The reason why CO2 comes from MEIC: the other source leaps by three quarters in one year."""
    rows = _numbers(tables["china_provinces"]["upstream"], ["carbon_emissions_mt"])
    shanxi = rows[rows["province"] == "山西"].set_index("year")["carbon_emissions_mt"]
    assert shanxi["2013"] > 1.7 * shanxi["2012"]
    ours = provinces["co2_intensity"].loc["山西"]
    assert ours[2013] < 1.1 * ours[2012]


@pytest.mark.real
def test_pwage_is_an_income_divided_by_population_again(
    tables: dict[str, Mapping[str, pd.DataFrame]],
) -> None:
    """Times the population in 万人 Beijing 2015 is 52,859 yuan; as it stands Qinghai is above Beijing."""
    rows = _numbers(tables["china_provinces"]["yuyang"][["prov_name", "year", "pwage"]], ["year", "pwage"])
    wage = rows[rows["year"] == 2015].set_index("prov_name")["pwage"]
    assert wage["北京市"] * 2188 == pytest.approx(52859, rel=1e-2)
    assert wage["青海省"] > wage["北京市"]


@pytest.mark.real
def test_value_added_of_wangmeng_is_scrambled(tables: dict[str, Mapping[str, pd.DataFrame]]) -> None:
    """The reason why quality comes from yuyang: GDP of 江苏 falls by 79% in 2021."""
    rows = _numbers(tables["china_provinces"]["wangmeng"], ["Regional GDP"])
    jiangsu = rows[rows["Province"] == "江苏省"].set_index("Year")["Regional GDP"]
    assert jiangsu["2021"] < 0.25 * jiangsu["2020"]


@pytest.mark.real
def test_energy_intensity_has_one_gdp_vintage(
    provinces: pd.DataFrame, tables: dict[str, Mapping[str, pd.DataFrame]]
) -> None:
    rows = _numbers(tables["china_provinces"]["tjjm"], ["EnergyIntensity"])
    tianjin = rows[rows["province"] == "Tianjin"].set_index("year")["EnergyIntensity"]
    assert tianjin["2019"] > 1.3 * tianjin["2018"]
    rebuilt = provinces["energy_intensity"].loc["天津"]
    assert rebuilt[2019] < 1.05 * rebuilt[2018]


@pytest.mark.real
def test_broken_cells_of_hainan_are_set_aside(panels: Panels) -> None:
    built = panels["china_provinces"]
    assert built.panel["efficiency"].loc["海南"].isna().sum() == len(range(2016, 2020))
    cells = built.unusable[built.unusable["series"] == "green_tfp"]
    assert cells["year"].tolist() == [2016, 2017, 2018, 2019]


@pytest.mark.real
def test_published_series_joins_by_region_code(
    provinces: pd.DataFrame, cities: pd.DataFrame, tables: dict[str, Mapping[str, pd.DataFrame]]
) -> None:
    assert provinces["nqpf_published"].notna().all()
    assert cities["nqpf_published"].dropna().index.get_level_values(
        "year"
    ).value_counts().to_dict() == dict.fromkeys(range(2010, 2016), 105)
    rows = tables["china_cities"]["rubydai"]
    suzhou = rows[(rows["REGION CODE"].astype(str) == "320500") & (rows["YEAR"].astype(str) == "2012")]
    assert cities.loc[("Suzhou", 2012), "nqpf_published"] == pytest.approx(float(suzhou["NQPF"].iloc[0]))


@pytest.mark.real
def test_zero_students_mean_missing(cities: pd.DataFrame, panels: Panels) -> None:
    missing = cities.index[cities["students_per_10k"].isna()]
    assert missing.get_level_values("unit").value_counts().to_dict() == {
        "Jinchang": 9,
        "Shizuishan": 3,
        "Tongchuan": 3,
        "Beihai": 1,
    }
    settled = panels["china_cities"].imputed.query("variable == 'students_per_10k_settled'")
    assert set(zip(settled["unit"], settled["year"], strict=True)) == set(missing)


@pytest.mark.real
@pytest.mark.parametrize(("unit", "year"), [("Jingzhou", 2005), ("Yinchuan", 2004), ("Wuhu", 2005)])
def test_leaps_of_population_are_settled(unit: str, year: int, cities: pd.DataFrame) -> None:
    for variable in ("population_settled", "gdp_pc"):
        series = cities[variable].loc[unit]
        assert series[year] == pytest.approx((series[year - 1] + series[year + 1]) / 2, rel=EXACT)


@pytest.mark.real
def test_logs_of_cities_are_rebuilt_from_levels(
    cities: pd.DataFrame, tables: dict[str, Mapping[str, pd.DataFrame]]
) -> None:
    rows = tables["china_cities"]["du2021"].assign(year=lambda d: d["year"].astype(int))
    raw = rows.set_index(["city", "year"]).sort_index()
    assert set(raw.loc[raw["lngti"] == 0, "gti"]) == {0, 1}
    ours = cities["ln_green_patents"].to_numpy()
    assert ours == pytest.approx(np.log1p(raw["gti"].astype(float)).to_numpy(), rel=EXACT)


@pytest.mark.real
def test_ratios_of_cities_are_not_divided_by_gdp_again(cities: pd.DataFrame) -> None:
    assert cities["investment"].median() == pytest.approx(53.48, rel=PUBLISHED)
    assert cities["fdi"].max() == pytest.approx(20.11, rel=PUBLISHED)
    assert cities.loc[("Beijing", 2015), "gdp_pc"] == pytest.approx(70054, rel=PUBLISHED)


@pytest.mark.real
def test_structure_of_cities_runs_one_year_early(
    cities: pd.DataFrame, tables: dict[str, Mapping[str, pd.DataFrame]]
) -> None:
    """The file's Beijing in 2009 to 2015 equals the provincial source in 2010 to 2016."""
    rows = _numbers(tables["china_provinces"]["yuyang"][["prov_name", "year", "stab"]], ["stab"])
    beijing = rows[rows["prov_name"] == "北京市"].assign(year=lambda d: d["year"].astype(int))
    official = beijing.set_index("year")["stab"]
    dated = cities["quality_dated"].loc["Beijing"]
    years = range(2010, 2016)
    assert dated[list(years)].to_numpy() == pytest.approx(official[list(years)].to_numpy(), rel=1e-3)
    as_published = cities.loc[("Beijing", 2014), "quality"]
    assert as_published == pytest.approx(dated[2015], rel=EXACT)
