"""Convergence: known processes, identities, bias, what is refused."""

import numpy as np
import pandas as pd
import pytest
from unit.analyses import material
from unit.tables import fake_study as fake

from nqpf.analyses.convergence import counts_of, half_life, jackknife, speed, trends
from nqpf.errors import DataError, SpecError
from nqpf.estimators import twfe

EXACT = 1e-9  # least squares on exact data
RHO = 0.8
REDRAWN = 1e-10  # relative: the promise of the engine (METHOD.md 3) against re-estimation draw by draw
NEAR = 0.035  # three standard errors of a mean of REPEATS estimates; one has a standard error of 0.033
REPEATS = 8
SAMPLES = 60
SCATTER = 0.3  # an SD of 60 estimates has a relative standard error of 1 / sqrt(2 x 59) = 0.09; thrice that


def process(noise, units=40, years=13, seed=1, spread=0.0):
    """ln y that closes a fifth of its distance to the unit's own level every year."""
    rng = np.random.default_rng(seed)
    own = spread * rng.normal(size=units)
    ln = own + rng.normal(size=units) * (1.0 if noise == 0 else noise / np.sqrt(1 - RHO**2))
    rows = []
    for year in range(2001, 2001 + years):
        rows += [(f"u{k:02d}", year, "abcd"[k % 4], np.exp(ln[k])) for k in range(units)]
        ln = own + RHO * (ln - own) + noise * rng.normal(size=units)
    frame = pd.DataFrame(rows, columns=["unit", "year", "region", "nqpf"])
    return frame.assign(z=rng.normal(size=len(frame)))


def column(frame, place=0, **options):
    found = material.analyse("convergence", fake.study(), material.given(frame), draws=19, **options)
    return found.facts["beta"][place]


@pytest.mark.parametrize("place", [0, 1])
def test_a_process_without_noise_gives_its_own_speed(place):
    found = column(process(0.0), place)
    assert found["beta"] == pytest.approx(RHO - 1, abs=EXACT)
    assert found["speed"] == pytest.approx(-np.log(RHO), abs=EXACT)
    assert found["half_life"] == pytest.approx(np.log(2) / -np.log(RHO), abs=EXACT)


def test_over_three_years_the_speed_is_the_same():
    assert column(process(0.0), horizon=3)["speed"] == pytest.approx(-np.log(RHO), abs=EXACT)


def test_speed_and_half_life_where_there_is_none():
    assert speed(-1.2, 1) is None
    assert speed(0.1, 1) == pytest.approx(-np.log(1.1))
    assert half_life(None) is None
    assert half_life(-0.1) is None


def test_the_interval_of_the_speed_is_that_of_beta_turned_round():
    found = column(process(0.2), 0)
    assert found["speed_low"] == speed(found["high"], 1)
    assert found["speed_low"] < found["speed"] < found["speed_high"]


def test_unit_effects_exaggerate_convergence_and_the_jackknife_takes_most_of_it_out():
    fits = [column(process(0.2, units=150, seed=seed, spread=1.0), 1) for seed in range(REPEATS)]
    bias = np.mean([one["beta"] for one in fits]) - (RHO - 1)
    left = np.mean([one["jackknife"] for one in fits]) - (RHO - 1)
    assert bias < -0.1
    assert np.mean([one["nickell"] for one in fits]) == pytest.approx(bias, abs=0.05)  # the formula is rough
    assert abs(left) < abs(bias) / 2
    assert left == pytest.approx(0.0, abs=NEAR)


def growth(years, gaps=0):
    """A sample as `jackknife` takes it, rows missing at random where there are gaps."""
    frame = process(0.2, units=17, years=years, spread=0.5).rename(columns={"nqpf": "score"})
    level = np.log(frame["score"])
    before = level.groupby(frame["unit"]).shift()
    sample = frame.assign(initial=before, growth=level - before).dropna()
    return sample.drop(sample.sample(gaps, random_state=1).index)


def estimated_again(sample, controls, count):
    """The jackknife of one redraw, written out: units copied under new names, every piece by `twfe`."""
    names = np.unique(sample["unit"])
    copies = [
        sample[sample["unit"] == name].assign(unit=f"{name} {copy}")
        for name, times in zip(names, count, strict=True)
        for copy in range(int(times))
    ]
    redrawn, years = pd.concat(copies), np.unique(sample["year"])

    def beta(span):
        own = redrawn[redrawn["year"].isin(span)]
        fitted = twfe.estimate(
            own, outcome="growth", regressors=["initial", *controls], unit="unit", time="year"
        )
        return fitted.terms["coef"].loc["initial"]

    means = []
    for cut in (len(years) // 2, len(years) - len(years) // 2):
        early, late = years[:cut], years[cut:]
        means.append((len(early) * beta(early) + len(late) * beta(late)) / len(years))
    return 2 * beta(years) - np.mean(means)


@pytest.mark.parametrize(("years", "gaps"), [(9, 0), (10, 0), (10, 25)])
@pytest.mark.parametrize("controls", [[], ["z"]])
def test_the_jackknife_of_every_redraw_is_that_of_the_redrawn_units(years, gaps, controls):
    sample = growth(years, gaps)
    counts = counts_of(17, 6, 3)
    expected = [estimated_again(sample, controls, count) for count in counts]
    assert jackknife(sample, controls, counts) == pytest.approx(expected, rel=REDRAWN)


def test_a_unit_that_is_seen_in_one_half_only_counts_there():
    sample = growth(10)
    sample = sample[(sample["unit"] != "u04") | (sample["year"] < 2005)]
    counts = counts_of(17, 4, 3)
    expected = [estimated_again(sample, [], count) for count in counts]
    assert jackknife(sample, [], counts) == pytest.approx(expected, rel=REDRAWN)


def test_the_jackknife_bears_an_interval_and_a_standard_error():
    frame = process(0.2, units=60, spread=1.0)
    one = material.analyse("convergence", fake.study(), material.given(frame), draws=199).facts["beta"]
    plain, fixed = one
    assert plain["jackknife"] is plain["jackknife_se"] is plain["jackknife_low"] is None
    assert fixed["jackknife_low"] < fixed["jackknife"] < fixed["jackknife_high"]
    assert fixed["jackknife_draws"] == 199
    assert fixed["jackknife_speed_low"] == speed(fixed["jackknife_high"], 1)
    assert fixed["jackknife_speed_high"] == speed(fixed["jackknife_low"], 1)


def test_the_standard_error_is_the_spread_over_samples():
    """Estimates of independent samples scatter as the bootstrap of each says."""
    fits = [column(process(0.2, units=80, seed=seed, spread=1.0), 1) for seed in range(SAMPLES)]
    spread = np.std([one["jackknife"] for one in fits], ddof=1)
    told = np.mean([one["jackknife_se"] for one in fits])
    assert told == pytest.approx(spread, rel=SCATTER)


def test_three_growth_years_are_too_few_for_halves():
    found = column(process(0.2, years=4), 1)
    assert found["jackknife"] is found["jackknife_low"] is found["jackknife_speed_high"] is None
    assert found["nickell"] is not None


def test_controls_are_those_at_the_start_of_the_growth():
    frame = process(0.0)
    later = frame.assign(
        z=frame["z"].where(frame["year"] > 2001)
    )  # lost: the first growth year of every unit
    assert column(later, 2, controls=["z"])["n"] == 40 * 11
    assert column(frame, 2, controls=["z"])["n"] == 40 * 12


def test_few_clusters_bring_the_wild_bootstrap():
    assert 0 < column(process(0.2, units=20), 1)["wild_p"] <= 1
    assert column(process(0.2, units=40), 1)["wild_p"] is None


def test_sigma_by_hand():
    frame = pd.DataFrame(
        {
            "unit": ["u1", "u2"] * 2,
            "year": [2001, 2001, 2002, 2002],
            "region": "a",
            "nqpf": [1.0, np.e, 1.0, 1.0],
        }
    )
    levels = frame.assign(score=frame["nqpf"], level=np.log(frame["nqpf"]))
    # ln: 0 and 1, SD sqrt(1/2), then 0; CV: (e - 1) / sqrt(2) over (1 + e) / 2, then 0; one year apart
    found = trends(levels, 9, 1)
    assert found["sd"]["slope"] == pytest.approx(-np.sqrt(0.5), abs=EXACT)
    assert found["cv"]["slope"] == pytest.approx(-np.sqrt(2) * (np.e - 1) / (1 + np.e), abs=EXACT)


def test_spread_of_the_rows_is_that_of_the_trend():
    found = material.inputs("convergence")
    whole = found["rows"].query("part == 'sigma' and group == 'all'")
    slope = np.polyfit(whole["year"], whole["sd"], 1)[0]
    trend = found["facts"]["trend"]["sd"]
    assert trend["slope"] == pytest.approx(slope, abs=EXACT)
    assert trend["low"] <= trend["high"]


@pytest.mark.parametrize(("scale", "first"), [("log1p", np.log(1.5)), ("level", 0.5)])
def test_other_scales_take_zeros(scale, first):
    frame = process(0.2)
    frame.loc[(frame["unit"] == "u01") & (frame["year"] == 2003), "nqpf"] = 0.0
    frame.loc[(frame["unit"] == "u00") & (frame["year"] == 2001), "nqpf"] = 0.5
    found = material.analyse("convergence", fake.study(), material.given(frame), scale=scale, draws=9)
    own = found.rows.query("part == 'unit' and unit == 'u00'")
    assert own["initial"].iloc[0] == pytest.approx(first, abs=EXACT)


def test_what_is_refused():
    frame = process(0.2)
    zero = frame.assign(nqpf=frame["nqpf"].where(frame.index != 5, 0.0))
    with pytest.raises(DataError, match=r"'u05' in 2001 is 0 and has no logarithm.*log1p"):
        column(zero)
    with pytest.raises(SpecError, match="'controls' names 'zz'; did you mean 'z'"):
        column(frame, controls=["zz"])
    with pytest.raises(SpecError, match="'horizon' is 0"):
        column(frame, horizon=0)
    with pytest.raises(DataError, match="no unit is seen 30 years apart"):
        column(frame, horizon=30)
