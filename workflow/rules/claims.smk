rule state_truth:
    input:
        truth="data/raw/{study}/truth.json",
        index=f"data/processed/{{study}}/indices/{STUDY.facts.outcome}.json",
        code=code("state_truth"),
    output:
        rows="results/{study}/estimates/truth.csv",
    log:
        "logs/{study}/state_truth.log",
    params:
        mark=fingerprint(STUDY.simulation, STUDY.facts.outcome),
    message:
        "State the known truth on the scale of the built index"
    script:
        "../scripts/state_truth.py"


rule judge_claims:
    input:
        terms=regression_estimates("csv"),
        facts=regression_estimates("json"),
        paths=f"results/{{study}}/mechanisms/{STUDY.facts.mechanism}/paths.csv",
        fragility=f"results/{{study}}/mechanisms/{STUDY.facts.mechanism}/fragility.csv",
        mechanism_facts=f"results/{{study}}/mechanisms/{STUDY.facts.mechanism}/facts.json",
        truth=TRUTH,
        placebo="results/{study}/checks/placebo.csv",
        analysis_rows=claimed_analyses("csv"),
        analysis_facts=claimed_analyses("json"),
        code=code("judge_claims"),
        specs=study_files,
    output:
        csv="results/{study}/propositions.csv",
        md="results/{study}/propositions.md",
        html=report(
            "results/{study}/propositions.html",
            caption="../report/ledger.rst",
            category="Ledger of claims",
        ),
    log:
        "logs/{study}/judge_claims.log",
    message:
        "Hold every claim of the theory against its evidence"
    script:
        "../scripts/judge_claims.py"


# `--config language=zh` asks for it beside the English pages.
rule print_ledger_zh:
    input:
        ledger="results/{study}/propositions.csv",
        code=code("print_ledger"),
        specs=study_files,
    output:
        md="results/{study}/propositions_zh.md",
        html="results/{study}/propositions_zh.html",
    log:
        "logs/{study}/print_ledger_zh.log",
    params:
        language="zh",
    message:
        "Print the ledger of claims in Chinese"
    script:
        "../scripts/print_ledger.py"


rule write_manifest:
    input:
        raw=raw_files,
        specs=study_files,
        intermediates=intermediates,
        outputs=all_outputs,
        code=code("write_manifest"),
    output:
        manifest_file="results/{study}/manifest.json",
    log:
        "logs/{study}/write_manifest.log",
    message:
        "Sign inputs and outputs with their hashes"
    script:
        "../scripts/write_manifest.py"
