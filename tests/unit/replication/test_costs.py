"""Costs by rule, added up by hand."""

from nqpf.replication.costs import Cost, computer, costs, rule_of

MEASURED = {
    "build_panel.measured": {"seconds": 2.0, "peak_mb": 300.0},
    "render_table/gini.measured": {"seconds": 1.5, "peak_mb": 150.0},
    "render_table/weights.measured": {"seconds": 0.5, "peak_mb": 180.0},
    "retrieve/techme/Budget.rda.measured": {"seconds": 4.0, "peak_mb": 90.0},
    "gone_rule/x.measured": {"seconds": 99.0, "peak_mb": 999.0},
}


def test_costs_add_up_by_rule_in_the_order_asked_for():
    assert costs(MEASURED, ["render_table", "build_panel", "never_ran"]) == [
        Cost("render_table", jobs=2, seconds=2.0, longest=1.5, peak_mb=180.0),
        Cost("build_panel", jobs=1, seconds=2.0, longest=2.0, peak_mb=300.0),
    ]


def test_the_rule_stands_first_in_the_path_of_a_log():
    assert rule_of("build_panel.measured") == "build_panel"
    assert rule_of("retrieve/techme/Budget.rda.measured") == "retrieve"


def test_the_computer_has_cores_and_no_name():
    import platform

    told = computer()
    assert told["cores"] >= 1
    assert set(told) == {"system", "processor", "cores", "memory_gb"}
    assert platform.node() not in map(str, told.values())
