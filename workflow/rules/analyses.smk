rule analyse_index:
    input:
        panel="data/processed/{study}/panel.csv",
        units="data/processed/{study}/units.csv",
        sample=analysis_sample,
        imputed="results/{study}/checks/imputed.csv",
        scores=expand(
            "data/processed/{{study}}/indices/{index}.csv", index=STUDY.indices
        ),
        indices=expand(
            "data/processed/{{study}}/indices/{index}.json", index=STUDY.indices
        ),
        code=analysis_code,
    output:
        rows="results/{study}/analyses/{analysis}.csv",
        facts="results/{study}/analyses/{analysis}.json",
    log:
        "logs/{study}/analyse_index/{analysis}.log",
    params:
        mark=analysis_mark,
    message:
        "Analyse: {wildcards.analysis}"
    script:
        "../scripts/analyse_index.py"
