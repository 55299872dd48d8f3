# The manifest is no input: as one it would be signed anew before anything is compared with it.
rule verify_outputs:
    input:
        code=code("verify_outputs"),
    log:
        f"logs/{STUDY.name}/verify_outputs.log",
    params:
        study=STUDY.name,
    message:
        "Compare inputs and outputs with the hashes in the manifest"
    script:
        "../scripts/verify_outputs.py"


rule verify:
    input:
        rows=f"results/{STUDY.name}/verify/coverage.csv",
    message:
        "Draw many simulated panels and hold the estimates against the truth"


rule verify_coverage:
    input:
        code=code("verify_coverage"),
    output:
        rows="results/{study}/verify/coverage.csv",
    log:
        "logs/{study}/verify_coverage.log",
    params:
        mark=fingerprint(STUDY.simulation, STUDY.codebook, STUDY.indices),
        panels=200,
    message:
        "Bias and coverage over many simulated panels"
    script:
        "../scripts/verify_coverage.py"


# Nothing of a study enters, so one target serves all: `snakemake verify_overlap`.
rule verify_overlap:
    input:
        code=code("verify_overlap", weights=["entropy"], index__normalisers=["minmax"]),
    output:
        rows="results/simulated_cities/verify/overlap.csv",
        note_file="results/simulated_cities/verify/overlap.md",
    log:
        "logs/simulated_cities/verify_overlap.log",
    params:
        samples=200,
        seed=7,
    message:
        "SIMULATED: rejection rates with shared series, before and after the audit"
    script:
        "../scripts/verify_overlap.py"
