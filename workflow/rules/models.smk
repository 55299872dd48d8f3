rule fit_models:
    input:
        samples=model_samples,
        audit="results/{study}/checks/overlap.csv",
        code=models_code,
    output:
        terms="results/{study}/estimates/{table}.csv",
        facts_file="results/{study}/estimates/{table}.json",
    log:
        "logs/{study}/fit_models/{table}.log",
    wildcard_constraints:
        table=one_of(REGRESSIONS),
    params:
        mark=models_mark,
    message:
        "Fit the columns of table {wildcards.table}"
    script:
        "../scripts/fit_models.py"


rule compare_engines:
    input:
        facts=regression_estimates("json"),
        code=code("compare_engines"),
    output:
        engines="results/{study}/checks/engines.json",
    log:
        "logs/{study}/compare_engines.log",
    message:
        "Write down the largest difference between linearmodels and the exact engine"
    script:
        "../scripts/compare_engines.py"
