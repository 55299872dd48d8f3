"""The ledger: all rows, computed verdicts, families, truths."""

from dataclasses import replace

import pandas as pd
import pytest
from scipy.stats import t as student

from nqpf.claims.ledger import ledger
from nqpf.claims.lines import KINDS, kind_of
from nqpf.errors import SpecError
from nqpf.inference.adjust import benjamini_hochberg, holm

COLUMNS = [
    "claim", "words_en", "words_zh", "variable", "sources", "test", "estimate", "ci_low", "ci_high",
    "p_adjusted", "sensitivity", "truth", "verdict", "evidence",  # THEORY's, then the Chinese of two of them
    "test_zh", "sensitivity_zh",
]  # fmt: skip
THEORY = [
    "0.forward", "0.backward", "1",
    "1.technology", "1.technology.digital", "1.technology.intelligent", "1.technology.green",
    "1.dynamics", "1.dynamics.efficiency", "1.dynamics.driving_force", "1.dynamics.quality",
    "1.model", "1.model.networked", "1.model.collaborative", "1.model.chained",
    "2.P1", "2.P2", "2.P3", "2.P4",
]  # fmt: skip


@pytest.fixture
def study(study_folder):
    return study_folder.load()


def rows_of(study, results):
    return ledger(study, results).set_index("claim", drop=False)


def with_p(results, model, p):
    changed = {**results.terms, model: results.terms[model].assign(p=p)}
    return replace(results, terms=changed)


def with_facts(results, model, **changes):
    return replace(results, facts={**results.facts, model: {**results.facts[model], **changes}})


def test_nineteen_rows_in_the_order_of_the_theory(study, results):
    rows = ledger(study, results)
    assert list(rows) == COLUMNS
    assert rows["claim"].tolist() == THEORY


def test_nineteen_rows_when_nothing_is_observed(study_folder, results):
    for claim in study_folder.files["study.yaml"]["claims"]:
        study_folder.set("study.yaml", f"claims/{claim}", {"not_observed": "no source"})
    empty = replace(results, effects={}, paths=results.paths.iloc[:0])
    rows = rows_of(study_folder.load(), empty)
    assert rows["claim"].tolist() == THEORY
    assert set(rows["verdict"]) == {"not observed"}
    assert rows.loc["1", "test"] == "no source"
    assert rows.loc["1.model", "test"] == "none of its channels is observed"
    assert rows[["estimate", "ci_low", "ci_high", "p_adjusted", "truth"]].isna().all().all()


def test_the_verdicts_of_the_made_up_results(study, results):
    found = rows_of(study, results)["verdict"]
    assert found["1"] == "supported"
    assert found["1.technology.digital"] == "supported"
    assert found["1.technology.green"] == "opposite sign"
    assert found["1.dynamics.quality"] == "inconclusive"
    assert found["1.technology"] == "supported"
    assert found["1.dynamics"] == "inconclusive"
    assert found["1.model"] == found["2.P4"] == found["0.backward"] == "not observed"


def test_a_reason_is_given_where_nothing_is_observed(study, results):
    rows = rows_of(study, results)
    assert rows.loc["2.P4", "test"] == "no data"
    assert rows.loc["2.P4", "variable"] == ""


@pytest.mark.parametrize(("p", "expected"), [(0.04, "supported"), (0.06, "inconclusive")])
def test_verdicts_are_computed(study, results, p, expected):
    assert rows_of(study, with_p(results, "twoway", p)).loc["1", "verdict"] == expected


def test_the_sign_of_the_estimate_decides(study, results):
    turned = results.terms["twoway"].assign(coef=-0.5, standardised=-0.3)
    found = rows_of(study, replace(results, terms={**results.terms, "twoway": turned}))
    assert found.loc["1", "verdict"] == "opposite sign"


def test_a_claim_of_a_negative_sign_is_supported_by_a_negative_estimate(study_folder, results):
    study_folder.set("../../theory.yaml", "claims/1.technology.green/sign", -1)
    assert rows_of(study_folder.load(), results).loc["1.technology.green", "verdict"] == "supported"


def test_a_tight_interval_around_zero_is_negligible_whatever_p_says(study, results):
    small = results.terms["twoway"].assign(coef=0.02, se=0.005, standardised=0.012)
    found = rows_of(study, replace(results, terms={**results.terms, "twoway": small}))
    assert found.loc["1", "verdict"] == "negligible"


def test_a_failed_design_check_is_not_identified_and_says_why(study, results):
    row = rows_of(study, with_facts(results, "twoway", design_check="Nickell bias")).loc["1"]
    assert row["verdict"] == "not identified"
    assert "Nickell bias" in row["sensitivity"]
    assert row["estimate"] == 0.5  # nothing is hidden


def test_a_declared_overlap_is_not_identified(study_folder, results):
    study_folder.set("variables.yaml", "variables/digital/recipe", {"log": "robots"})
    declared = [
        {"between": [i, "digital"], "series": ["robots"], "reason": "x"} for i in ("nqpf", "nqpf_equal")
    ]
    study_folder.files["study.yaml"]["overlaps"] = declared
    rows = rows_of(study_folder.load(), results)
    assert rows.loc["1.technology.digital", "verdict"] == "not identified"
    assert "robots" in rows.loc["1.technology.digital", "sensitivity"]
    assert rows.loc["1.technology", "verdict"] == "not identified"
    assert rows.loc["1.dynamics.quality", "verdict"] == "inconclusive"
    assert rows.loc["1", "verdict"] == "supported"


@pytest.mark.parametrize(("name", "adjust"), [("holm", holm), ("benjamini_hochberg", benjamini_hochberg)])
def test_p_is_adjusted_within_its_family(study_folder, results, name, adjust):
    study_folder.set("../../theory.yaml", "rule/adjustment", name)
    found = rows_of(study_folder.load(), results)["p_adjusted"]
    channels = pd.Series(
        {"1.technology.digital": 0.001, "1.technology.green": 0.02, "1.dynamics.quality": 0.21}
    )
    effects = pd.Series({"1.technology": 0.002, "1.dynamics": 0.3})
    for family in (channels, effects):
        expected = adjust(family)
        assert found[family.index].tolist() == pytest.approx(expected.tolist())
    assert (found["1"], found["0.forward"], found["2.P1"]) == (0.0001, 0.04, 0.01)  # families of one


def test_the_wild_p_takes_the_place_of_t(study, results):
    row = rows_of(study, with_facts(results, "twoway", wild_p=0.3)).loc["1"]
    assert (row["p_adjusted"], row["verdict"]) == (0.3, "inconclusive")
    assert "wild cluster bootstrap" in row["test"]
    changed = replace(results, paths=results.paths.assign(a_wild_p=0.5))
    rows = rows_of(study, changed)
    assert rows.loc["1.technology.digital", "verdict"] == "inconclusive"
    assert rows.loc["1.technology.digital", "p_adjusted"] == 1.0


def test_the_interval_is_the_95_percent_one(study, results):
    row = rows_of(study, results).loc["1"]
    reach = student.ppf(0.975, 99) * 0.1
    assert (row["ci_low"], row["ci_high"]) == (pytest.approx(0.5 - reach), pytest.approx(0.5 + reach))


def test_the_level_of_the_rules_interval_is_used(study_folder, results):
    """Within-SD 0.6 per unit: the 90% interval of 0.02 reaches 0.0498, the 95% one 0.0558."""
    edge = results.terms["twoway"].assign(coef=0.02 / 0.6, se=0.018 / 0.6, standardised=0.02, p=0.9)
    changed = replace(results, terms={**results.terms, "twoway": edge})
    assert rows_of(study_folder.load(), changed).loc["1", "verdict"] == "negligible"
    study_folder.set("../../theory.yaml", "rule/interval", 0.95)
    assert rows_of(study_folder.load(), changed).loc["1", "verdict"] == "inconclusive"


def test_truths_of_a_simulated_study(study, results):
    lines = [
        ("total", "", 2.0, 0.45),
        ("a", "digital", 1.9, 1.9),
        ("a", "green", -1.1, -1.1),
        ("moderation", "2.P1", 3.0, 0.33),
    ]
    truth = pd.DataFrame(lines, columns=["quantity", "name", "structural", "index_scale"])
    truth["name"] = truth["name"].where(truth["name"] != "", None)  # as a CSV gives it back
    found = rows_of(study, replace(results, truth=truth))["truth"]
    assert found["1"] == 0.45
    assert found["1.technology.digital"] == 1.9
    assert found["2.P1"] == 0.33
    assert found["1.technology"] == pytest.approx((0.4 / 2.0 * 1.9 + 0.2 * -1.1) / 2)
    assert pd.isna(found["1.dynamics.quality"])
    assert pd.isna(found["2.P4"])


def test_sources_are_named_through_indices_lags_and_interactions(study_folder, results):
    second = {**study_folder.files["sources.yaml"]["sources"]["book"], "file": "other.csv"}
    study_folder.set("sources.yaml", "sources/other", second)
    study_folder.set("variables.yaml", "series/robots/source", "other")
    study_folder.set("variables.yaml", "series/labs/source", "other")
    rows = rows_of(study_folder.load(), results)
    assert rows.loc["1", "sources"] == "book, other"
    assert rows.loc["0.forward", "variable"] == "nqpf_lag1 -> innovation"
    assert rows.loc["0.forward", "sources"] == "book, other"
    assert rows.loc["1.dynamics.quality", "sources"] == "book"
    assert rows.loc["1.technology", "variable"] == "digital, green"


def test_other_schemes_stand_beside_the_total(study, results):
    told = rows_of(study, results).loc["1", "sensitivity"]
    assert told == "standardised effect 0.200 to 0.300 over twoway, twoway_equal"


def test_a_model_of_another_treatment_is_no_other_scheme(study_folder, results):
    model = {**study_folder.files["models/twoway.yaml"], "treatment": "quality"}
    study_folder.files["models/rival.yaml"] = model
    terms = results.terms["twoway"].replace({"nqpf": "quality"}).assign(standardised=9.0)
    both = replace(
        results,
        terms={**results.terms, "rival": terms},
        facts={**results.facts, "rival": {**results.facts["twoway"], "key": "quality"}},
    )
    assert "rival" not in rows_of(study_folder.load(), both).loc["1", "sensitivity"]


def test_the_total_may_be_judged_by_a_lagged_model(study_folder, results):
    study_folder.set("study.yaml", "claims/1", {"model": "forward"})
    assert (
        rows_of(study_folder.load(), results).loc["1", "sensitivity"]
        == "standardised effect 0.100 to 0.100 over forward"
    )


def test_layer_three_stands_beside_every_channel(study, results):
    told = rows_of(study, results)["sensitivity"]
    assert told["1.technology.digital"] == (
        "indirect effect zero at rho 0.31 [0.20, 0.42]; "
        "robustness values a 25.0% (interval 11.0%), b 33.3% (interval 0.0%)"
    )
    assert told["1.technology"] == ""


def test_evidence_points_to_every_table_of_the_mechanism(study_folder, results):
    title = {"en": "x", "zh": "x"}
    study_folder.files["tables/products.yaml"] = {"kind": "mechanism_products", "title": title} | {
        "mechanism": "channels"
    }
    evidence = rows_of(study_folder.load(), results).loc["1.technology.digital", "evidence"]
    assert evidence == "tables/mechanisms.html, tables/products.html, mechanisms/channels"


def test_a_tenth_channel_is_judged_with_its_effect_and_has_no_row(study_folder, results):
    study_folder.set("variables.yaml", "variables/base/recipe", {"take": "labs"})
    extra = {"label": {"en": "x", "zh": "x"}, "effect": "1.dynamics", "variable": "base"}
    study_folder.files["channels/labs.yaml"] = extra
    base = results.paths.iloc[-1:].assign(mediator="base", a=0.9)
    joint = {
        **results.effects,
        "1.dynamics": {**results.effects["1.dynamics"], "channels": ["quality", "base"]},
    }
    truth = pd.DataFrame(
        [("a", "quality", 1.0, 1.0)], columns=["quantity", "name", "structural", "index_scale"]
    )
    changed = replace(results, paths=pd.concat([results.paths, base]), effects=joint, truth=truth)
    rows = rows_of(study_folder.load(), changed)
    assert len(rows) == 19
    assert rows.loc["1.dynamics", "variable"] == "quality, base"
    assert pd.isna(rows.loc["1.dynamics", "truth"])  # the tenth channel has none, so their mean has none


def test_every_text_is_said_in_both_languages(study_folder, results):
    reason = {"en": "no source", "zh": "没有来源"}
    study_folder.set("study.yaml", "claims/2.P4", {"not_observed": reason})
    weak = with_facts(results, "twoway", design_check={"en": "Weak.", "zh": "弱。"})
    rows = rows_of(study_folder.load(), weak)
    assert rows.loc["1", "test_zh"] == "双向固定效应，CR1 by unit"
    assert rows.loc["1", "sensitivity"].endswith("over twoway, twoway_equal; Weak")
    assert rows.loc["1", "sensitivity_zh"] == "标准化效应在 twoway、twoway_equal 中为 0.200 至 0.300；弱"
    assert rows.loc["1.technology", "test_zh"].startswith("各路径 a 的联合 Wald 检验，F(2, 99) = 5.00；")
    assert rows.loc["1.technology.digital", "sensitivity_zh"] == (
        "间接效应在 ρ = 0.31 [0.20, 0.42] 处为零；稳健值 a 25.0%（区间 11.0%），b 33.3%（区间 0.0%）"
    )
    assert rows.loc["2.P4", ["test", "test_zh"]].tolist() == ["no source", "没有来源"]
    assert rows.loc["1.model", "test_zh"] == "其下各机制均未观测"


def test_what_is_said_in_one_language_is_said_in_the_other(study, results):
    rows = rows_of(study, results)
    for column in ("test", "sensitivity"):
        assert ((rows[column] == "") == (rows[f"{column}_zh"] == "")).all()


def test_every_claim_has_a_kind_of_line_or_nothing(study):
    kinds = {name: kind_of(study, name) for name in study.theory.claims}
    assert set(kinds.values()) | {"analysis"} == {*KINDS, ""}
    assert kinds["1"] == kinds["0.forward"] == "model"
    assert kinds["2.P1"] == "path"
    assert kinds["1.technology"] == kinds["1.model"] == "effect"
    assert kinds["1.technology.digital"] == "variable"
    assert kinds["2.P4"] == ""


def directions(**changes):
    """Rows and facts of an analysis of both directions."""
    methods = {
        "fixed_effects": 0.2,
        "half_panel": 0.28,
        "adjusted": 0.25,
        "dh_bootstrap": None,
        "hpj_wald_bootstrap": None,
    }
    row = {"se": 0.1, "p": 0.01, "standardised": 0.125, "order": 1, "own_coef": 0.6}
    rows = pd.DataFrame(
        [
            {"direction": one, "outcome": y, "other": x, "method": method, **row, "coef": coef, **changes}
            for one, y, x in (("forward", "innovation", "nqpf"), ("backward", "nqpf", "innovation"))
            for method, coef in methods.items()
        ]
    )
    own = {"cross_lagged": {"clusters": 40}}
    return rows, {"lags": 1, "record": "adjusted", "directions": {"forward": own, "backward": own}}


@pytest.fixture
def two_way(study_folder):
    spec = {
        "kind": "two_way",
        "label": {"en": "Both", "zh": "双向"},
        "index": "nqpf",
        "options": {"other": "innovation"},
    }
    study_folder.files["analyses/both_ways.yaml"] = spec
    for claim in ("0.forward", "0.backward"):
        study_folder.set("study.yaml", f"claims/{claim}", {"analysis": "both_ways"})
    return study_folder.load()


def test_a_direction_takes_the_method_of_record_and_shows_the_others(two_way, results):
    row = rows_of(two_way, replace(results, analyses={"both_ways": directions()})).loc["0.forward"]
    reach = student.ppf(0.975, 39) * 0.1
    assert row["estimate"] == 0.25
    assert [row["ci_low"], row["ci_high"]] == pytest.approx([0.25 - reach, 0.25 + reach])
    assert row["variable"] == "nqpf_lag1 -> innovation"
    assert row["evidence"] == "analyses/both_ways"
    assert row["verdict"] == "supported"
    assert "two-way FE, bias not removed 0.200; half-panel jackknife 0.280" in row["sensitivity"]
    assert (
        "Dumitrescu-Hurlin (bootstrap) p 0.010; jackknife Granger (bootstrap) p 0.010" in row["sensitivity"]
    )
    assert "半面板刀切法 0.280" in row["sensitivity_zh"]


def test_both_directions_are_one_family(two_way, results):
    rows = rows_of(two_way, replace(results, analyses={"both_ways": directions(p=0.03)}))
    assert rows.loc[["0.forward", "0.backward"], "p_adjusted"].tolist() == pytest.approx([0.06, 0.06])
    assert rows.loc["0.forward", "verdict"] == "inconclusive"


def test_a_direction_without_a_solution_is_not_identified(two_way, results):
    rows, facts = directions()
    nothing = rows.assign(
        **{key: rows[key].where(rows["method"] != "adjusted") for key in ("coef", "se", "p")}
    )
    row = rows_of(two_way, replace(results, analyses={"both_ways": (nothing, facts)})).loc["0.backward"]
    assert row["verdict"] == "not identified"
    assert row["sensitivity"].endswith("the adjusted equations have no solution in this sample")


@pytest.mark.parametrize(
    ("own", "solved", "said"), [(1.02, True, "no long run"), (0.9, False, "no solution")]
)
def test_a_direction_near_a_unit_root_is_not_identified(two_way, results, own, solved, said):
    rows, facts = directions(own_coef=own)
    told = {one: {"cross_lagged": {"clusters": 40, "solved": solved}} for one in ("forward", "backward")}
    found = (rows, {**facts, "directions": told})
    row = rows_of(two_way, replace(results, analyses={"both_ways": found})).loc["0.forward"]
    assert row["verdict"] == "not identified"
    assert said in row["sensitivity"]


@pytest.mark.parametrize(
    ("p", "verdict"), [(0.04, "not identified"), (0.06, "supported"), (None, "supported")]
)
def test_errors_that_are_serially_correlated_are_against_the_design(two_way, results, p, verdict):
    rows, facts = directions()
    told = {one: {"cross_lagged": {"clusters": 40, "serial_p": p}} for one in ("forward", "backward")}
    found = (rows, {**facts, "directions": told})
    row = rows_of(two_way, replace(results, analyses={"both_ways": found})).loc["0.forward"]
    assert row["verdict"] == verdict
    assert ("serially correlated (p 0.040)" in row["sensitivity"]) is (verdict == "not identified")
    assert ("误差存在序列相关" in row["sensitivity_zh"]) is (verdict == "not identified")
    assert ("of its errors p 0.060" in row["sensitivity"]) is (p == 0.06)


def test_a_direction_names_an_analysis_of_its_kind(study_folder):
    study_folder.set("study.yaml", "claims/0.forward", {"analysis": "no_such"})
    with pytest.raises(SpecError, match=r"claims.0.forward.analysis \(of kind two_way\)"):
        study_folder.load()


@pytest.mark.usefixtures("two_way")
def test_a_path_is_no_direction(study_folder):
    study_folder.set("study.yaml", "claims/2.P1", {"analysis": "both_ways"})
    with pytest.raises(SpecError, match=r"claim '2\.P1' is no direction; it is judged by a model"):
        study_folder.load()


def along(**changed):
    """What an analysis of practice paths found: the interaction is smaller once years may differ."""
    found = {"claim": "2.P1", "observed": True, "years_coef": 0.1, "years_se": 0.05, "years_p": 0.002}
    found |= {
        "years_wild_p": 0.038,
        "judged_p": 0.038,
        "jn_positive": 0.1,
        "jn_negative": 0.6,
        "linearity_wild_p": 0.66,
    }
    other = {"claim": "2.P2", "observed": False}
    return {"along": (pd.DataFrame(), {"paths": [other, {**found, **changed}]})}


def test_a_path_is_judged_beside_years_along_its_moderator(study, results):
    row = rows_of(study, replace(results, analyses=along())).loc["2.P1"]
    assert (row["estimate"], row["p_adjusted"]) == (0.1, 0.038)
    reach = 0.05 * student.ppf(0.975, 99)
    assert [row["ci_low"], row["ci_high"]] == pytest.approx([0.1 - reach, 0.1 + reach])
    assert row["verdict"] == "supported"
    assert row["test"].endswith("bootstrap; year effects that may differ along the moderator")
    assert row["evidence"].endswith(", estimates, analyses/along")


def test_trends_along_the_moderator_take_support_away(study, results):
    rows = rows_of(study, replace(results, analyses=along(judged_p=0.4, years_wild_p=None)))
    assert rows.loc["2.P1", "p_adjusted"] == 0.4
    assert rows.loc["2.P1", "verdict"] == "inconclusive"  # with common years its p is 0.01
    assert "wild" not in rows.loc["2.P1", "test"]


def test_a_path_shows_what_else_is_found_along_its_moderator(study, results):
    told = replace(results, analyses=along())
    row = rows_of(study, told).loc["2.P1"]
    assert "with common year effects 0.300 (p 0.010)" in row["sensitivity"]
    assert "above zero in 10.0% of the rows, below zero in 60.0%" in row["sensitivity"]
    assert "linearity p 0.660" in row["sensitivity"]
    assert "线性检验 p 0.660" in row["sensitivity_zh"]
    assert "moderator" not in rows_of(study, told).loc["1", "sensitivity"]


@pytest.mark.parametrize(
    ("analyses", "said"),
    [
        ({}, "no analysis of the kind practice_paths looked at it"),
        (along(claim="2.P2"), "no analysis of the kind practice_paths looked at it"),
        (along(years_coef=None), "nothing of the interaction is left to estimate"),
    ],
)
def test_a_path_with_trends_not_ruled_out_is_not_identified(study, results, analyses, said):
    row = rows_of(study, replace(results, analyses=analyses)).loc["2.P1"]
    assert row["verdict"] == "not identified"
    assert row["sensitivity"].endswith(said)
    assert row["estimate"] == 0.3
