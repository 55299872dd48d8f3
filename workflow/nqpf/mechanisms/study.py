"""From the specs of a study to the mediation of one of its mechanisms."""

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from nqpf.errors import DataError
from nqpf.index import IndexModel
from nqpf.mechanisms.mediate import Mediation, mediate
from nqpf.specs.study import Study


def study_mechanism(
    sample: pd.DataFrame, study: Study, mechanism: str, indices: Mapping[str, IndexModel] | None = None
) -> Mediation:
    """Estimate every layer of a mechanism; its facts bear the mechanism's label.

    sample: flat, with unit and year. indices: the models of the built indices among treatment, mediators
    and outcome whose weights are estimated anew in every draw; none: they are taken as given. Raises
    DataError when no mediator is observed or no row is complete, and what `mediate` raises.
    """
    spec, mediators = study.mechanisms[mechanism], study.mediators(mechanism)
    if not mediators:
        raise DataError(
            f"mechanism '{spec.label.en}': no mediator is observed; name one or drop the mechanism."
        )
    found = mediate(
        sample,
        treatment=spec.treatment,
        mediators=mediators,
        outcome=spec.outcome,
        controls=spec.controls,
        groups=study.groups(mechanism),
        moderators=spec.moderators,
        intermediate=spec.intermediate,
        indices=indices or None,
        draws=spec.draws,
        permutations=spec.permutations,
        seed=spec.seed,
    )
    return replace(found, facts={**found.facts, "label": spec.label.model_dump()})
