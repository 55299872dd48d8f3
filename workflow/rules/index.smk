rule build_index:
    input:
        panel="data/processed/{study}/panel.csv",
        code=index_code,
    output:
        scores="data/processed/{study}/indices/{index}.csv",
        model="data/processed/{study}/indices/{index}.json",
        weights="data/processed/{study}/weights/{index}.csv",
        treated="results/{study}/checks/treated_{index}.csv",
    log:
        "logs/{study}/build_index/{index}.log",
    params:
        mark=index_mark,
    message:
        "Build the index {wildcards.index}: treat, normalise, weigh, aggregate"
    script:
        "../scripts/build_index.py"
