"""The path diagram: numbers on the paths, nothing for what is not observed, legible in every shape."""

import numpy as np
import pytest
from unit.figures.test_figures import is_legible, texts
from unit.tables import fake_mechanism
from unit.tables import fake_study as fake

from nqpf.registry import load

EXACT = 1e-12
KIND = "mechanism_diagram"
NO_CHANNEL = {"": ("internet",)}


def draw_in(language, **changes):
    spec = next(one for one in fake.figures().values() if one.kind == KIND)
    given = fake.inputs(KIND) | changes
    return load("nqpf.figures", KIND).draw(spec, fake.study(), given, language=language)


@pytest.fixture(scope="module")
def table():
    return fake.draw(KIND)[1]


def test_a_times_b_is_the_indirect_effect_that_stands_in_the_box(table):
    seen = table[(table["part"] == "channel") & table["a"].notna()]
    assert len(seen) == 7
    assert (seen["a"] * seen["b"]).to_numpy() == pytest.approx(seen["indirect"].to_numpy(), rel=EXACT)
    assert set(table["set"]) == {"all"}


def test_sums_add_up_within_effects_and_to_the_total(table):
    channels = table[table["part"] == "channel"].groupby("effect")["indirect"].sum()
    effects = table[table["part"] == "effect"].set_index("effect")["indirect"]
    assert effects.to_numpy() == pytest.approx(channels.reindex(effects.index).to_numpy(), rel=EXACT)
    whole = table.iloc[-1]
    assert whole["part"] == "whole"
    assert whole["direct"] + channels.sum() == pytest.approx(whole["total"], rel=EXACT)


def test_a_bears_the_clustered_interval_and_b_the_percentiles(table):
    given = fake.inputs(KIND)
    robots = table.set_index("mediator").loc["robots"]
    path = given["paths"].set_index("mediator").loc["robots"]
    assert [robots[key] for key in ("a", "a_low", "a_high")] == [
        path[key] for key in ("a", "a_ci_low", "a_ci_high")
    ]
    products = given["products"]
    line = products[(products["set"] == "all") & (products["name"] == "robots")].set_index("quantity")
    assert robots["b_low"] == line.loc["b", "percentile_low"]
    assert robots["indirect_high"] == line.loc["indirect", "percentile_high"]


def test_truth_stands_beside_the_estimates_of_a_simulated_study_only(table):
    robots = table.set_index("mediator").loc["robots"]
    assert (robots["a_truth"], robots["b_truth"]) == (pytest.approx(0.3), pytest.approx(0.12))
    assert any("\N{WHITE DIAMOND}" in text for text in texts(fake.draw(KIND)[0]))
    real, data = fake.draw(KIND, simulated=False)
    assert data.filter(like="_truth").isna().all(axis=None)
    assert not any("\N{WHITE DIAMOND}" in text for text in texts(real))


def test_channels_without_data_are_dashed_and_say_so(table):
    unseen = table["not_observed"].notna()
    assert unseen.sum() == 2
    assert table.loc[unseen, ["a", "b", "indirect"]].isna().all(axis=None)
    shown = texts(fake.draw(KIND)[0])
    assert shown.count("not observed") == 2
    assert texts(draw_in("zh")).count("未观测") == 2


def test_an_effect_without_observed_channels_has_no_sum():
    one = fake_mechanism.inputs({"1.technology": ("internet",)}, [], None)
    figure, data = fake.draw(KIND, **one)
    effects = data[data["part"] == "effect"].set_index("effect")
    assert effects.loc["1.technology", "indirect"] == data.set_index("mediator").loc["internet", "indirect"]
    assert effects.index.tolist() == ["1.technology", "1.model"]  # one of the three is not estimated at all
    assert effects.loc["1.model", ["indirect", "wald_p"]].isna().all()
    is_legible(figure)


def test_every_path_is_drawn_alike_whatever_its_p():
    given = fake.inputs(KIND)
    tiny = given["paths"].assign(a_p=1e-9, a_p_holm=1e-9)
    large = given["paths"].assign(a_p=0.9, a_p_holm=0.9)
    drawn = [_looks(fake.draw(KIND, paths=paths)[0]) for paths in (tiny, large)]
    assert drawn[0] == drawn[1]


def _looks(figure):
    return [(one.get_edgecolor(), one.get_linewidth(), one.get_linestyle()) for one in figure.axes[0].patches]


def test_a_mechanism_of_no_channel_of_the_theory():
    given = fake_mechanism.inputs(NO_CHANNEL, [], None)
    given["products"] = given["products"].query("set == 'single'")
    given["facts"] = {"facts": fake_mechanism.facts(), "effects": {}}
    given["paths"] = given["paths"].replace({"internet": "gdp_pc"})
    given["products"] = given["products"].replace({"internet": "gdp_pc"})
    figure, data = fake.draw(KIND, **given)
    assert data["part"].tolist() == ["channel", "whole"]
    assert np.isfinite(data.iloc[-1][["direct", "total"]].astype(float)).all()
    is_legible(figure)


def test_in_chinese_the_picture_is_chinese():
    figure = draw_in("zh")
    shown = " ".join(texts(figure))
    assert "直接效应" in shown
    assert "direct effect" not in shown
    is_legible(figure)
