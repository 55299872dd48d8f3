"""Every kind of figure, drawn from invented inputs: what is drawn, not how it looks."""

import re
from functools import cache

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from unit.tables import fake_mechanism
from unit.tables import fake_study as fake

from nqpf.errors import SpecError
from nqpf.page import drawing
from nqpf.registry import load
from nqpf.specs.base import Label

EXACT = 1e-12  # the same quotient, computed twice


@cache
def texts(figure):
    """Every text of a figure, once it has been laid out."""
    with drawing.style():
        FigureCanvasAgg(figure).draw()
        return [text.get_text() for text in figure.findobj(lambda artist: hasattr(artist, "get_text"))]


@pytest.fixture
def no_chinese_font(monkeypatch):
    monkeypatch.setattr(drawing, "chinese_family", lambda: None)


@pytest.mark.parametrize("kind", fake.FIGURE_KINDS)
def test_every_kind_draws_and_marks_simulated_data(kind):
    figure, data = fake.drawn(kind)
    assert isinstance(figure, Figure)
    assert len(data)
    assert any("SIMULATED" in text for text in texts(figure))
    real, _ = fake.drawn(kind, simulated=False)
    assert not any("SIMULATED" in text for text in texts(real))


@pytest.mark.parametrize("kind", fake.FIGURE_KINDS)
def test_the_same_figure_gives_the_same_bytes(kind, tmp_path):
    paths = [tmp_path / name for name in ("a.pdf", "a.png", "b.pdf", "b.png")]
    for pdf, png in (paths[:2], paths[2:]):
        drawing.save(fake.draw(kind)[0], pdf, png)
    assert paths[0].read_bytes() == paths[2].read_bytes()
    assert paths[1].read_bytes() == paths[3].read_bytes()
    assert b"CreationDate" not in paths[0].read_bytes()
    assert paths[0].read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize("kind", fake.FIGURE_KINDS)
@pytest.mark.usefixtures("no_chinese_font")
def test_without_a_chinese_font_labels_are_english(kind):
    assert not [text for text in texts(fake.draw(kind)[0]) if re.search(r"[\u2e80-\u9fff]", text)]


@pytest.mark.parametrize("kind", fake.FIGURE_KINDS)
def test_nothing_is_clipped_and_no_text_covers_another(kind):
    is_legible(fake.drawn(kind)[0])


def test_thirty_regions_stay_legible():
    sample = fake.sample(units=60)
    scores = sample[["unit", "year", "nqpf"]].rename(columns={"nqpf": "score"})
    units = sample[["unit"]].drop_duplicates().reset_index(drop=True)
    groups = units.assign(region=[f"Province {place % 30}" for place in units.index])
    figure, data = fake.draw("index_by_region", scores=scores, units=groups)
    assert data["group"].nunique() == 31
    is_legible(figure)


def is_legible(figure):
    shown, page = _printed(figure), figure.bbox
    for text, box in shown:
        assert page.x0 - 1 <= box.x0, text
        assert box.x1 <= page.x1 + 1, text
        assert page.y0 - 1 <= box.y0, text
        assert box.y1 <= page.y1 + 1, text
    for place, (text, box) in enumerate(shown):
        for other, second in shown[place + 1 :]:
            assert not _overlap(box, second), (text, other)


def _printed(figure):
    with drawing.style():
        FigureCanvasAgg(figure).draw()
        unseen = _left_out(figure)
        found = [one for one in figure.findobj(Text) if one.get_visible() and one.get_text().strip()]
        return [(one.get_text(), one.get_window_extent()) for one in found if id(one) not in unseen]


def _left_out(figure):
    """Collect the labels that exist but are never drawn: of ticks beyond the limits, and on hidden axes."""
    unseen = set()
    for axes in figure.axes:
        for place, axis in enumerate((axes.xaxis, axes.yaxis)):
            low, high = sorted(axis.get_view_interval())
            for label in axis.get_ticklabels(which="both"):
                seen = axes.get_visible() and axes.axison
                if not seen or not low <= label.get_position()[place] <= high:
                    unseen.add(id(label))
    return unseen


def _overlap(one, other):
    """Whether two boxes share more than a sliver of a pixel."""
    across = min(one.x1, other.x1) - max(one.x0, other.x0)
    down = min(one.y1, other.y1) - max(one.y0, other.y0)
    return across > 1 and down > 1


@pytest.mark.usefixtures("no_chinese_font")
def test_bilingual_labels_need_a_font():
    assert drawing.bilingual(Label(en="Digital", zh="数字化")) == "Digital"
    assert drawing.readable("东部", "group 1") == "group 1"
    assert drawing.readable("East", "group 1") == "East"


def test_bilingual_labels_with_a_font(monkeypatch):
    monkeypatch.setattr(drawing, "chinese_family", lambda: "Some Font")
    assert drawing.bilingual(Label(en="Digital", zh="数字化")) == "Digital 数字化"
    assert drawing.bilingual(Label(en="P1", zh="P1")) == "P1"


def test_long_labels_take_two_lines(monkeypatch):
    monkeypatch.setattr(drawing, "chinese_family", lambda: "Some Font")
    long = Label(en="Industrial soot and dust per unit of GDP", zh="单位GDP工业烟（粉）尘排放")
    assert drawing.stacked(long) == f"{long.en}\n{long.zh}"
    assert drawing.stacked(Label(en="Digital", zh="数字化")) == "Digital 数字化"


def test_no_font_is_one_sentence(monkeypatch):
    drawing.chinese_family.cache_clear()
    monkeypatch.setattr(drawing, "FAMILIES", ())
    with pytest.warns(UserWarning, match="No font with Chinese letters was found"):
        assert drawing.chinese_family() is None
    drawing.chinese_family.cache_clear()


def test_regions_by_hand():
    _, data = fake.draw("index_by_region")
    scores = fake.scores().merge(fake.unit_groups())
    own = scores[(scores["region"] == "西部") & (scores["year"] == 2015)]["score"]
    drawn = data[(data["group"] == "西部") & (data["year"] == 2015)].iloc[0]
    assert drawn["mean"] == pytest.approx(own.mean(), abs=EXACT)
    assert drawn["p25"] == pytest.approx(np.quantile(own, 0.25), abs=EXACT)
    assert drawn["units"] == 10
    assert data["group"].unique().tolist()[0] == "all"


def test_regions_need_a_group():
    study = fake.study()
    changed = type(study)(**{**vars(study), "facts": study.facts.model_copy(update={"region": None})})
    with pytest.raises(SpecError, match="names no group"):
        load("nqpf.figures", "index_by_region").data(
            study.figures["index_by_region"], changed, fake.inputs("index_by_region")
        )


def test_weights_of_the_same_indicators_stand_side_by_side():
    given = {
        "nqpf_equal": fake.weights("equal"),
        "innovation": fake.weights().head(2),
        "nqpf": fake.weights(),
    }
    figure, data = fake.draw("weights", weights=given)
    assert data["index"].unique().tolist() == ["nqpf", "nqpf_equal"]
    assert len(figure.axes[0].containers) == 2


def test_channels_are_nine_and_the_truth_is_standardised_as_the_estimate_is():
    _, data = fake.draw("channels")
    assert len(data) == 9
    assert data["not_observed"].notna().sum() == 2
    robots = data.set_index("mediator").loc["robots"]
    assert robots["truth"] == pytest.approx(0.3 * 0.5, abs=EXACT)
    assert fake.draw("channels", simulated=False)[1]["truth"].isna().all()


def test_channels_name_those_not_observed():
    shown = texts(fake.draw("channels")[0])
    assert shown.count("not observed") == 2
    assert "<0.001" in shown


def test_path_shows_the_columns_of_its_table():
    figure, data = fake.draw("coefficient_path")
    assert data["model"].tolist() == list(fake.MODELS)
    assert data["estimate"].tolist() == [0.81, 0.66, 0.47, 0.412]
    assert data["truth"].dropna().to_dict() == {3: 0.4}
    assert "truth 0.400" in texts(figure)


def test_path_says_when_a_treatment_was_absorbed():
    terms = fake.terms().query("not (model == 'two_way' and term == 'nqpf')")
    figure, data = fake.draw("coefficient_path", terms=terms)
    assert data["estimate"].isna().tolist() == [False, False, False, True]
    assert "absorbed" in texts(figure)


def test_path_of_another_kind_of_table_is_refused():
    spec = fake.figures()["coefficient_path"].model_copy(update={"table": "mechanisms"})
    with pytest.raises(SpecError, match="is of kind 'mechanism'"):
        load("nqpf.figures", "coefficient_path").data(spec, fake.study(), fake.inputs("coefficient_path"))


def test_products_stand_by_set_with_their_truths():
    _, data = fake.draw("mechanism_products")
    assert data["set"].unique().tolist() == ["single", "1.technology", "1.dynamics", "1.model", "all"]
    every = data[data["set"] == "all"].set_index("name")
    assert every.loc["1.technology", "truth"] == pytest.approx(0.5 * 0.12, abs=EXACT)
    assert every["bca_low"].notna().all()
    assert fake.draw("mechanism_products", simulated=False)[1]["truth"].isna().all()


def test_products_show_the_methods_that_were_asked_for():
    shown = texts(fake.draw("mechanism_products")[0])
    assert {"percentile", "BCa", "Monte Carlo", "Sobel (convention)", "truth"} <= set(shown)
    assert "indices reweighed" not in shown
    products = fake.inputs("mechanism_products")["products"].assign(reweighted_low=0.0, reweighted_high=0.1)
    assert "indices reweighed" in texts(fake.draw("mechanism_products", products=products)[0])


def test_a_curve_per_channel_crosses_zero_where_it_says():
    figure, data = fake.draw("mechanism_curve")
    assert data["mediator"].nunique() == 7
    drawn = [axis for axis in figure.axes if axis.get_visible()]
    assert [axis.get_title().split("  ")[1] for axis in drawn] == ["ρ₀ = 0.31"] * 7
    crossing = next(line for line in drawn[0].lines if line.get_marker() == "^")
    assert crossing.get_xydata().tolist() == [[0.31, 0.0]]
    assert max(abs(limit) for limit in drawn[0].get_xlim()) < 0.6  # the file holds the rest
    assert data["rho"].max() == 0.9


@pytest.mark.parametrize("kind", ["mechanism_products", "mechanism_curve", "channels"])
def test_figures_of_one_channel_are_legible_too(kind):
    one = fake_mechanism.inputs({"1.technology": ("internet",)}, [], None)
    is_legible(fake.draw(kind, **one)[0])
