"""From files to what the ledger reads."""

from dataclasses import replace

import pandas as pd

from nqpf.claims.gather import gather
from nqpf.claims.ledger import ledger
from nqpf.files import write_frame, write_json


def written(tmp_path, results, truth=None):
    names = list(results.terms)
    for table, models in {"one": names[:2], "two": names[1:]}.items():
        write_frame(tmp_path / f"{table}.csv", pd.concat([results.terms[m] for m in models]))
        write_json(tmp_path / f"{table}.json", {"models": {m: results.facts[m] for m in models}})
    write_frame(tmp_path / "paths.csv", results.paths)
    write_frame(tmp_path / "fragility.csv", results.fragility)
    write_json(tmp_path / "facts.json", {"facts": results.mechanism_facts, "effects": results.effects})
    if truth is not None:
        write_frame(tmp_path / "truth.csv", truth)
    return gather(
        terms=[tmp_path / "one.csv", tmp_path / "two.csv"],
        facts=[tmp_path / "one.json", tmp_path / "two.json"],
        paths=tmp_path / "paths.csv",
        fragility=tmp_path / "fragility.csv",
        mechanism_facts=tmp_path / "facts.json",
        truth=[] if truth is None else [tmp_path / "truth.csv"],
    )


def test_files_give_the_same_ledger(tmp_path, study_folder, results):
    study = study_folder.load()
    back = written(tmp_path, results)
    first = dict.fromkeys(results.table, "two") | {"twoway": "one", "twoway_equal": "one"}
    assert dict(back.table) == first
    columns = ["claim", "variable", "estimate", "ci_low", "p_adjusted", "verdict", "sensitivity"]
    pd.testing.assert_frame_equal(ledger(study, back)[columns], ledger(study, results)[columns])


def test_a_mediator_of_no_effect_and_a_truth_without_name(tmp_path, results):
    more = pd.concat([results.paths, results.paths.iloc[:1].assign(mediator="NA", effect="")])
    truth = pd.DataFrame({"quantity": ["total"], "name": [""], "structural": [1.0], "index_scale": [0.1]})
    back = written(tmp_path, replace(results, paths=more), truth)
    assert back.paths["effect"].iloc[-1] == ""
    assert back.paths["mediator"].iloc[-1] == "NA"
    assert back.truth["index_scale"].tolist() == [0.1]
    assert written(tmp_path, results).truth is None
