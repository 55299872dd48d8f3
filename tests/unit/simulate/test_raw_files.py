import hashlib
import json
from pathlib import Path

import pytest

from nqpf import index
from nqpf.panel.build import build_panel
from nqpf.panel.load import read_sources
from nqpf.simulate import Truth, draw, write
from nqpf.simulate.raw_files import TRUTH, files

CONFIG = Path(__file__).parents[3] / "config" / "studies" / "simulated_cities"

# A short list is enough to catch a slip: the generator numbers its places and knows no other word for them.
REAL_PLACES = [
    "北京",
    "天津",
    "上海",
    "重庆",
    "河北",
    "山西",
    "辽宁",
    "吉林",
    "黑龙江",
    "江苏",
    "浙江",
    "安徽",
    "福建",
    "江西",
    "山东",
    "河南",
    "湖北",
    "湖南",
    "广东",
    "海南",
    "四川",
    "贵州",
    "云南",
    "陕西",
    "甘肃",
    "青海",
    "内蒙古",
    "广西",
    "西藏",
    "宁夏",
    "新疆",
    "台湾",
    "香港",
    "澳门",
    "深圳",
    "广州",
    "杭州",
    "南京",
    "Beijing",
    "Shanghai",
    "Tianjin",
    "Chongqing",
    "Guangdong",
    "Jiangsu",
    "Zhejiang",
    "Sichuan",
    "Hubei",
    "Hunan",
    "Henan",
    "Hebei",
    "Shandong",
    "Shanxi",
    "Shaanxi",
    "Fujian",
    "Anhui",
    "Jiangxi",
    "Yunnan",
    "Guizhou",
    "Tibet",
    "Xinjiang",
]


@pytest.fixture(scope="module")
def folder(study, tmp_path_factory):
    path = tmp_path_factory.mktemp("raw")
    write(study, path)
    return path


@pytest.fixture(scope="module")
def built(study, folder):
    return build_panel(study, read_sources(study, folder))


# sha256 of the text files of the default study in the order of their names. A switch that is off, or a faster
# generator, must not move a byte: published numbers were made of them.
DEFAULT_TEXTS = "538bb3edc7ea0787bf4e06aa41c236075d33fcc2721f8ae849d7c04b17f69dd6"


def _digests(contents):
    return {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}


def test_same_seed_same_bytes(study, drawn, folder):
    again = _digests(files(study, draw(study)))
    assert again == _digests(files(study, drawn))
    assert again == _digests({name: (folder / name).read_bytes() for name in again})


def test_the_default_study_is_what_it_always_was(study, drawn):
    texts = {name: content for name, content in files(study, drawn).items() if name.endswith(".csv")}
    joined = b"".join(texts[name] for name in sorted(texts))
    assert hashlib.sha256(joined).hexdigest() == DEFAULT_TEXTS


def test_other_seed_other_bytes(study, drawn):
    first, other = _digests(files(study, drawn)), _digests(files(study, draw(study, 1)))
    roster = study.sources.sources["cities"].file
    assert [name for name in first if first[name] == other[name]] == [roster]


def test_every_source_has_its_file_and_no_other_is_written(study, folder):
    expected = {source.file for source in study.sources.sources.values()} | {TRUTH}
    assert {path.name for path in folder.iterdir()} == expected


def test_the_pipeline_reads_back_exactly_what_was_drawn(drawn, built):
    compared = [name for name in drawn.variables if name in built.panel and name != "rail_trips"]
    assert len(compared) == len(built.panel.columns) - 1
    assert (built.panel[compared] - drawn.variables[compared]).abs().to_numpy().max() < 1e-12


def test_the_pipeline_builds_exactly_the_treatment_that_the_truth_is_about(study, drawn, built):
    x = index.fit(built.panel, study.indices["nqpf"]).apply(built.panel)
    assert (x - drawn.variables["nqpf"]).abs().max() < 1e-12


def test_every_name_joins_and_only_the_described_variable_is_imputed(drawn, built):
    assert built.unjoined.empty
    assert set(built.imputed["variable"]) == {"rail_trips"}
    assert len(built.imputed) == drawn.raw["rail_passengers"].isna().sum() > 100
    assert built.panel.notna().all().all()


def test_cities_have_both_labels_and_their_groups(built):
    first = built.units.iloc[0]
    assert first.to_dict() == {
        "unit": "虚拟001市",
        "label_en": "City 001",
        "label_zh": "虚拟001市",
        "province": "Province 01",
        "region": "North",
    }


def test_files_look_like_what_researchers_have(folder):
    economy = (folder / "economy.csv").read_bytes().decode("gb18030")
    assert economy.startswith("城市,年份,地区生产总值(亿元)")
    assert (folder / "industry.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert '"1,' in (folder / "industry.csv").read_text(encoding="utf-8-sig")
    assert (folder / "broadband.csv").read_bytes().decode("gb18030").startswith("城市,2011年,2012年")
    assert "—" in (folder / "paths.csv").read_bytes().decode("gb18030")
    assert (
        (folder / "innovation_long.csv")
        .read_text(encoding="utf-8-sig")
        .startswith("城市,年份,指标,数值\n虚拟001市,2011,")
    )


def test_the_workbook_has_a_title_and_short_names(study, folder):
    import openpyxl

    rows = list(openpyxl.load_workbook(folder / "labour.xlsx").active.iter_rows(max_row=3, values_only=True))
    assert rows[0][0] == study.simulation.published["labour"].title
    assert rows[1][:2] == ("简称", "年份")
    assert rows[2][:2] == ("虚拟001", 2011)


def test_the_truth_stands_beside_the_files(folder, drawn):
    content = json.loads((folder / TRUTH).read_text(encoding="utf-8"))
    assert content.pop("simulated") is True
    assert Truth.from_dict(content) == drawn.truth
    assert content["follows"]["total"] == drawn.truth.total


def test_no_file_bears_the_name_of_a_real_place(built, folder):
    texts = [path.read_text(encoding="utf-8") for path in CONFIG.rglob("*.yaml")]
    raw = [path.read_bytes().decode("gb18030", errors="ignore") for path in folder.glob("*.csv")]
    raw += [path.read_text(encoding="utf-8", errors="ignore") for path in folder.glob("*.csv")]
    names = [" ".join(built.units.astype(str).to_numpy().ravel())]
    found = [place for place in REAL_PLACES for text in (*texts, *raw, *names) if place in text]
    assert found == []
