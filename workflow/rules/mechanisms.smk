rule study_mechanism:
    input:
        sample=mechanism_sample,
        indices=mechanism_indices,
        audit="results/{study}/checks/overlap.csv",
        code=mechanism_code,
    output:
        parts=expand(
            "results/{{study}}/mechanisms/{{mechanism}}/{part}.csv",
            part=MECHANISM_PARTS,
        ),
        facts="results/{study}/mechanisms/{mechanism}/facts.json",
    log:
        "logs/{study}/study_mechanism/{mechanism}.log",
    params:
        mark=mechanism_mark,
    message:
        "Study mechanism {wildcards.mechanism}: paths, products, fragility, alternatives"
    script:
        "../scripts/study_mechanism.py"
