rule build_index:
    input:
        panel="data/processed/{study}/panel.csv",
        code=index_code,
    output:
        scores="data/processed/{study}/indices/{index}.csv",
        model="data/processed/{study}/indices/{index}.json",
        weights="data/processed/{study}/weights/{index}.csv",
    log:
        "logs/{study}/build_index/{index}.log",
    params:
        mark=index_mark,
    message:
        "Build the index {wildcards.index}: normalise, weigh, aggregate"
    script:
        "../scripts/build_index.py"


rule audit_overlap:
    input:
        code=code("audit_overlap"),
    output:
        pairs="results/{study}/checks/overlap.csv",
    log:
        "logs/{study}/audit_overlap.log",
    params:
        mark=fingerprint(frame(audit(STUDY)).to_csv()),
    message:
        "List the raw series that cause, mediators, controls and outcome share"
    script:
        "../scripts/audit_overlap.py"
