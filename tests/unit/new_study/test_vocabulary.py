import pytest

from nqpf.new_study.plan import DIMENSIONS
from nqpf.new_study.vocabulary import ENTRIES, ROLES, find, ready
from nqpf.specs.base import read_spec
from nqpf.specs.theory import Theory

from .conftest import ROOT


@pytest.mark.parametrize(
    ("header", "role", "key"),
    [
        ("发明专利授权数", "outcome", "grants"),
        ("绿色专利申请数", "mediator", "green_patents"),
        ("互联网宽带接入用户数", "treatment", "broadband"),
        ("创新网络", "mediator", "network"),
        ("工业二氧化硫排放量", "treatment", "so2"),
        ("工业烟(粉)尘排放量", "treatment", "dust"),
        ("绿色全要素生产率", "mediator", "tfp"),
        ("工业机器人存量", "treatment", "robots"),
        ("R&D内部经费支出", "outcome", "rd_spending"),
        ("R&D人员", "outcome", "rd_staff"),
        ("数字普惠金融指数", "mediator", "digital"),
        ("人均GDP", "control", "gdp_pc"),
        ("地区生产总值", "base", "gdp"),
        ("常住人口", "base", "population"),
        ("城镇人口", "base", "urban_population"),
        ("so2_emissions", "treatment", "so2"),
        ("PatentGrants", "outcome", "grants"),
        ("pgdp", "control", "gdp_pc"),
        ("urbanization_rate", "control", "urban"),
        ("gtfp_level", "mediator", "tfp"),
    ],
)
def test_a_header_is_recognised(header, role, key):
    found = find(header)
    assert found is not None
    assert (found.role, found.key) == (role, key)


@pytest.mark.parametrize("header", ["x1", "备注", "abgdpq", "", "=cmd()"])
def test_what_says_nothing_is_not_recognised(header):
    assert find(header) is None


def test_less_is_better_of_pollution():
    assert {find(word).direction for word in ("废水", "CO2", "PM2.5", "能源强度", "失业率")} == {-1}


def test_what_is_relative_says_so():
    assert all(map(ready, ["人均GDP", "产业结构", "digital index", "share of industry"]))
    assert not any(map(ready, ["专利授权数", "patents", "population"]))


def test_every_entry_has_a_place_that_exists():
    claims = read_spec(ROOT / "config/theory.yaml", Theory).claims
    for entry in ENTRIES:
        assert entry.role in ROLES
        places = {"treatment": DIMENSIONS["treatment"], "outcome": DIMENSIONS["outcome"]}
        places |= {"mediator": claims, "moderator": claims}
        assert entry.role not in places or entry.slot in places[entry.role], entry.key


def test_every_channel_and_path_of_the_theory_can_be_recognised():
    claims = read_spec(ROOT / "config/theory.yaml", Theory).claims
    wanted = {name for name, claim in claims.items() if claim.kind in ("channel", "path")}
    assert wanted == {entry.slot for entry in ENTRIES if entry.role in ("mediator", "moderator")}
