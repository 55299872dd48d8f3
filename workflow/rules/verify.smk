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
