rule study_mechanism:
    input:
        sample=mechanism_sample,
        audit="results/{study}/checks/overlap.csv",
        code=code("study_mechanism"),
    output:
        rows="results/{study}/estimates/mechanism_{mechanism}.csv",
        facts="results/{study}/estimates/mechanism_{mechanism}.json",
    log:
        "logs/{study}/study_mechanism/{mechanism}.log",
    params:
        mark=mechanism_mark,
    message:
        "Estimate mechanism {wildcards.mechanism}: paths, products, cluster bootstrap"
    script:
        "../scripts/study_mechanism.py"
