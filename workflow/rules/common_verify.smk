# Helpers of verify.smk. How well the inference works is a fact about the simulated study that
# config/verify/settings.yaml names, so one target serves whatever study is chosen.
from functools import cache

from nqpf.verify.report import FIGURES, TABLES, possible
from nqpf.verify.scenario import read_scenarios, read_settings
from nqpf.verify.shards import spans
from nqpf.verify.two_way_plan import read_plan

VERIFY = in_a_sentence(read_settings, CONFIG)
VERIFIED = f"results/{VERIFY.study}"
SCENARIOS = {run: in_a_sentence(read_scenarios, CONFIG, run) for run in VERIFY.runs}


def all_shards(wildcards):
    """The measured panels, a file per scenario and shard."""
    size, folder = VERIFY.shard, f"{VERIFIED}/{wildcards.run}/shards"
    return [
        f"{folder}/{name}/{first}-{last}.parquet"
        for name, chosen in SCENARIOS[wildcards.run].items()
        for first, last in spans(chosen.panels, size)
    ]


def scenario_mark(wildcards):
    """The scenario without its number of panels: more panels rerun no shard that is there."""
    chosen = SCENARIOS[wildcards.run][wildcards.scenario]
    verified = verified_study()
    return fingerprint(
        chosen.model_dump(exclude={"panels", "label", "purpose", "group"}),
        verified.simulation,
        verified.codebook,
        verified.indices[verified.facts.treatment],
        verified.indices[verified.facts.outcome],
        verified.mechanisms[verified.facts.mechanism],
        verified.facts.years,
    )


def words_mark(wildcards):
    """What tables, figures and the page say beyond the numbers."""
    labels = {name: one.label for name, one in SCENARIOS[wildcards.run].items()}
    return fingerprint(labels, VERIFY)


def pages(run):
    """Everything that a reader of a run gets."""
    folder = f"{VERIFIED}/{run}"
    tables, figures = (possible(kinds, SCENARIOS[run]) for kinds in (TABLES, FIGURES))
    return [
        f"{folder}/verify.md",
        *(f"{folder}/tables/{name}.html" for name in tables),
        *(f"{folder}/figures/{name}.png" for name in figures),
    ]


@cache
def verified_study():
    name = VERIFY.study
    return STUDY if STUDY.name == name else in_a_sentence(load_study, name, CONFIG)


def measures_of(wildcards):
    """Package files that measure the panels of a scenario."""
    indices = [
        verified_study().indices[role]
        for role in (verified_study().facts.treatment, verified_study().facts.outcome)
    ]
    return code(
        "verify_shard",
        verify__measures=SCENARIOS[wildcards.run][wildcards.scenario].measure,
        weights=[spec.weights for spec in indices],
        index__treatments=[name for spec in indices for name in spec.treatments],
        index__normalisers=[name for spec in indices for name in spec.normalisers],
        index__aggregators=[spec.aggregator for spec in indices],
    )


TWO_WAY = in_a_sentence(read_plan, CONFIG)


def two_way_shards(wildcards):
    """The tested panels of the two-way claim, a file per design and shard."""
    return [
        f"{VERIFIED}/verify/two_way/{name}/{first}-{last}.parquet"
        for name in TWO_WAY.cells
        for first, last in spans(TWO_WAY.panels, TWO_WAY.shard)
    ]
