import shutil

import pytest
import yaml

from nqpf.errors import SpecError
from nqpf.verify.scenario import read_scenarios, read_settings


@pytest.fixture
def copied(config, tmp_path):
    """A copy of config/verify whose files may be edited."""
    shutil.copytree(config / "verify", tmp_path / "verify")

    def edited(file, **changes):
        path = tmp_path / "verify" / file
        content = yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else {}
        path.write_text(yaml.safe_dump({**content, **changes}, allow_unicode=True), encoding="utf-8")
        return tmp_path

    return edited


def test_the_main_scenario_has_two_thousand_panels_of_the_default_design(config):
    main = read_scenarios(config)[read_settings(config).main]
    assert main.panels >= 2000
    assert (main.cities, main.years, main.effect) == (None, None, 1.0)
    assert main.switches.model_dump() == {"missing": 0.0, "common_cause": 0.0, "shared": []}


def test_a_file_with_lists_is_a_grid(config):
    found = {name: one for name, one in read_scenarios(config).items() if one.group == "power"}
    assert len(found) == 3 * 2 * 4
    assert found["power_n30_t6_e0.5"].cities == 30
    assert found["power_n30_t6_e0.5"].effect == 0.5


def test_all_scenarios_share_the_seed_unless_they_say_otherwise(copied):
    config = copied("scenarios/null_b.yaml", seed=99)
    seeds = {name: one.seed for name, one in read_scenarios(config).items()}
    assert seeds.pop("null_b") == 99
    assert set(seeds.values()) == {read_settings(config).seed}


def test_a_run_bounds_panels_and_draws(config):
    found = read_scenarios(config, "verify_small")
    run = read_settings(config).runs["verify_small"]
    assert list(found) == run.scenarios
    assert {one.panels for one in found.values()} == {run.panels}
    assert {one.draws for one in found.values()} == {run.draws}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"panel": 5}, r"null_b\.yaml: unknown key 'panel'; did you mean 'panels'"),
        ({"panels": 1}, r"'panels' is 1"),
        ({"measure": ["product"]}, r"nothing measures 'product'; did you mean 'products'"),
        ({"switches": {"common_couse": 0.2}}, r"did you mean 'common_cause'"),
        ({"effect": [0, "x"]}, r"'effect' is 'x'"),
        ({"purpose": "fun"}, r"'purpose' is 'fun'"),
    ],
)
def test_mistakes_are_told_in_one_sentence(copied, changes, sentence):
    with pytest.raises(SpecError, match=sentence):
        read_scenarios(copied("scenarios/null_b.yaml", **changes))


def test_settings_that_name_no_scenario_are_refused(copied):
    with pytest.raises(SpecError, match=r"names the scenario 'mian'; did you mean 'main'"):
        read_scenarios(copied("settings.yaml", main="mian"))
    with pytest.raises(SpecError, match=r"no run 'tiny'"):
        read_scenarios(copied("settings.yaml", main="main"), "tiny")
