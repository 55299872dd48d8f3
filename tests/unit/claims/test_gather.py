"""From files to what the ledger reads."""

import pandas as pd

from nqpf.claims.gather import gather
from nqpf.claims.ledger import ledger
from nqpf.files import write_frame, write_json


def written(tmp_path, results, truth=None):
    names = list(results.terms)
    for table, models in {"one": names[:2], "two": names[1:]}.items():
        write_frame(tmp_path / f"{table}.csv", pd.concat([results.terms[m] for m in models]))
        write_json(tmp_path / f"{table}.json", {"models": {m: results.facts[m] for m in models}})
    write_frame(tmp_path / "mechanism.csv", results.mechanism)
    write_json(tmp_path / "mechanism.json", {"facts": results.mechanism_facts, "effects": results.effects})
    if truth is not None:
        write_frame(tmp_path / "truth.csv", truth)
    return gather(
        terms=[tmp_path / "one.csv", tmp_path / "two.csv"],
        facts=[tmp_path / "one.json", tmp_path / "two.json"],
        mechanism=tmp_path / "mechanism.csv",
        mechanism_facts=tmp_path / "mechanism.json",
        truth=[] if truth is None else [tmp_path / "truth.csv"],
    )


def test_files_give_the_same_ledger(tmp_path, study_folder, results):
    study = study_folder.load()
    back = written(tmp_path, results)
    first = dict.fromkeys(results.table, "two") | {"twoway": "one", "twoway_equal": "one"}
    assert dict(back.table) == first
    columns = ["claim", "variable", "estimate", "ci_low", "p_adjusted", "verdict", "sensitivity"]
    pd.testing.assert_frame_equal(ledger(study, back)[columns], ledger(study, results)[columns])


def test_a_mediator_without_claim_and_a_truth_without_name(tmp_path, results):
    more = pd.concat(
        [results.mechanism, results.mechanism.iloc[:1].assign(mediator="NA", claim="", effect="")]
    )
    truth = pd.DataFrame({"quantity": ["total"], "name": [""], "structural": [1.0], "index_scale": [0.1]})
    changed = type(results)(**{**vars(results), "mechanism": more})
    back = written(tmp_path, changed, truth)
    assert back.mechanism["claim"].iloc[-1] == ""
    assert back.truth["index_scale"].tolist() == [0.1]
    assert written(tmp_path, results).truth is None
