"""Do two indices form each other? Cross-lagged regressions and Granger tests in both directions (METHOD 4).

Forward: the other series on last year's index. Backward: the index on last year's other series. In each
direction two-way fixed effects by least squares, by the half-panel jackknife and by adjusted equations; the
tests of Dumitrescu & Hurlin (2012) and of Juodis, Karavias & Sarafidis (2021). The Granger tests know no year
effects, so year means are taken off both series first.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from nqpf.analysis import Analysis, Material
from nqpf.dynamics import cross_lagged, dumitrescu_hurlin, hpj_granger
from nqpf.dynamics.cross_lagged import ADJUSTED, JACKKNIFE, OTHER, OWN, UNCORRECTED, CrossLagged
from nqpf.dynamics.dumitrescu_hurlin import NonCausality
from nqpf.dynamics.hpj_granger import Pooled, Wald
from nqpf.errors import SpecError
from nqpf.scored import refuse_unknown_columns
from nqpf.specs.analyses import AnalysisSpec
from nqpf.specs.study import Study

RECORD = ADJUSTED  # the method of which the ledger takes estimate, interval and p
COLUMNS = (
    "direction", "outcome", "other", "method", "order", "coef", "se", "low", "high", "statistic", "p",
    "wild_p", "standardised", "own_coef", "own_se", "long_run", "long_run_low", "long_run_high",
)  # fmt: skip


def analyse(
    spec: AnalysisSpec,
    study: Study,
    material: Material,
    *,
    other: str,
    controls: list[str] = [],  # noqa: B006 - read only; the spec's options are plain lists
    lags: int = 1,
    orders: list[int] = [1],  # noqa: B006
    draws: int = 999,
) -> Analysis:
    """Estimate and test both directions.

    other: a column of the sample beside the spec's index. controls: columns, taken the year before, in the
    cross-lagged regressions. lags: of these; orders: of the Granger tests. draws: redraws of whole units, and
    of years of residuals for Dumitrescu & Hurlin. rows: one per direction and method (and order), columns
    COLUMNS; empty where a method has none. Facts: series, by direction the sizes and recipes. Raises
    SpecError for an unknown column, DataError for a sample that is too short.
    """
    refuse_unknown_columns(spec, "other", [other], material.sample)
    refuse_unknown_columns(spec, "controls", controls, material.sample)
    if not orders or len(set(orders)) < len(orders):
        raise SpecError(f"the analysis '{spec.label.en}': 'orders' is {orders}; name one or more, each once.")
    sample, seed = material.sample, spec.seed
    series = {"forward": (other, spec.index), "backward": (spec.index, other)}
    lagged = cross_lagged.estimate(
        sample, outcome=other, other=spec.index, controls=controls, lags=lags, draws=draws, seed=seed
    )
    rows, facts = [], {}
    for (direction, (outcome, cause)), one in zip(series.items(), lagged, strict=True):
        tests = {order: _tests(sample, outcome, cause, order, draws, seed) for order in orders}
        found = [*_lagged_rows(one, lags), *_test_rows(tests)]
        rows += [{"direction": direction, "outcome": outcome, "other": cause, **line} for line in found]
        facts[direction] = _facts(study, outcome, cause, one, tests)
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    told = {"controls": list(controls), "lags": lags, "orders": list(orders), "draws": draws, "seed": seed}
    return Analysis(table, {**told, "record": RECORD, "directions": facts})


Tests = tuple[NonCausality, Pooled | None]


def _tests(sample: pd.DataFrame, outcome: str, other: str, order: int, draws: int, seed: int) -> Tests:
    """Dumitrescu & Hurlin, and the jackknifed Wald test."""
    chosen: dict[str, Any] = {"outcome": outcome, "other": other, "order": order, "demean": True}
    hurlin = dumitrescu_hurlin.non_causality(sample, **chosen, draws=draws, seed=seed)
    return hurlin, hpj_granger.non_causality(sample, **chosen, draws=draws, seed=seed)


def _lagged_rows(found: CrossLagged, lags: int) -> Iterator[dict[str, Any]]:
    for method in (UNCORRECTED, JACKKNIFE, ADJUSTED):
        terms, run = found.terms.loc[method], found.long_run.loc[method]
        yield {
            "method": method,
            "order": lags,
            **{str(key): value for key, value in terms.loc[OTHER].items()},
            "wild_p": found.wild_p if method == UNCORRECTED else None,
            "own_coef": terms.loc[OWN, "coef"],
            "own_se": terms.loc[OWN, "se"],
            "long_run": run["coef"],
            "long_run_low": run["low"],
            "long_run_high": run["high"],
        }


def _test_rows(tests: Mapping[int, Tests]) -> Iterator[dict[str, Any]]:
    for order, (hurlin, pooled) in tests.items():
        for name, wald in _walds(pooled).items():
            yield {"method": name, "order": order, **({} if pooled is None else _pooled(pooled, wald))}
        statistic = hurlin.zbar if hurlin.ztilde is None else hurlin.ztilde
        ztilde = {"statistic": hurlin.ztilde, "p": hurlin.ztilde_p}
        yield {"method": "dh_zbar", "order": order, "statistic": hurlin.zbar, "p": hurlin.zbar_p}
        yield {"method": "dh_ztilde", "order": order, **ztilde}
        yield {"method": "dh_bootstrap", "order": order, "statistic": statistic, "p": hurlin.bootstrap_p}


def _walds(pooled: Pooled | None) -> dict[str, Wald | None]:
    robust, redrawn = (None, None) if pooled is None else (pooled.robust, pooled.redrawn)
    return {"hpj_wald": robust, "hpj_wald_bootstrap": redrawn}


def _pooled(found: Pooled, wald: Wald | None) -> dict[str, float]:
    from scipy.special import ndtri

    if wald is None:
        return {"coef": found.total}
    reach = float(ndtri(0.975)) * wald.total_se
    ends = {"low": found.total - reach, "high": found.total + reach}
    return {"coef": found.total, "se": wald.total_se, **ends, "statistic": wald.statistic, "p": wald.p}


def _facts(
    study: Study, outcome: str, other: str, lagged: CrossLagged, tests: Mapping[int, Tests]
) -> dict[str, Any]:
    """Sizes and recipes of one direction, JSON-ready."""
    granger = [
        {
            "order": order,
            "dumitrescu_hurlin": {**hurlin.facts, "wbar": hurlin.wbar, "reason": hurlin.reason},
            "hpj_wald": None if pooled is None else pooled.facts | {"draws": _draws(pooled)},
        }
        for order, (hurlin, pooled) in tests.items()
    ]
    names = {"outcome": study.label(outcome).model_dump(), "other": study.label(other).model_dump()}
    return {**names, "cross_lagged": lagged.facts, "granger": granger}


def _draws(pooled: Pooled) -> int | None:
    return None if pooled.redrawn is None else pooled.redrawn.draws
