# What cause and effect share, before anything is estimated; then what that does to the estimates.
rule audit_overlap:
    input:
        code=code("audit_overlap"),
    output:
        pairs="results/{study}/checks/overlap.csv",
        matrix_file="results/{study}/checks/overlap_matrix.csv",
    log:
        "logs/{study}/audit_overlap.log",
    params:
        mark=fingerprint(frame(audit(STUDY)).to_csv(), matrix(STUDY).to_csv()),
    message:
        "List the raw series that cause, mediators, controls and outcome share"
    script:
        "../scripts/audit_overlap.py"


rule audit_placebo:
    input:
        panel="data/processed/{study}/panel.csv",
        samples=expand("data/processed/{{study}}/samples/{one}.csv", one=STUDY.samples),
        audit="results/{study}/checks/overlap.csv",
        code=audit_code("audit_placebo"),
    output:
        rows="results/{study}/checks/placebo.csv",
    log:
        "logs/{study}/audit_placebo.log",
    params:
        mark=audit_mark(),
    message:
        "Leave the overlap out, and draw what the overlap alone would give"
    script:
        "../scripts/audit_placebo.py"


rule audit_denominators:
    input:
        raw=read_files,
        samples=expand("data/processed/{{study}}/samples/{one}.csv", one=STUDY.samples),
        audit="results/{study}/checks/overlap.csv",
        code=audit_code("audit_denominators", **panel_options()),
    output:
        rows="results/{study}/checks/denominators.csv",
    log:
        "logs/{study}/audit_denominators.log",
    params:
        mark=audit_mark(),
    message:
        "Give every shared denominator its own term"
    script:
        "../scripts/audit_denominators.py"
