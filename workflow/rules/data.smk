# The hash says what the file is, so no edit to code calls for another retrieval: no `code` input, and
# `update`, so that a file which is already right is left alone even where the network is gone.
rule retrieve:
    output:
        target=update("data/raw/{study}/{file}"),
    log:
        "logs/{study}/retrieve/{file}.log",
    params:
        pin=pin,
    message:
        "Retrieve {wildcards.file} and check its sha256"
    script:
        "../scripts/retrieve_source.py"


rule simulate:
    input:
        code=simulation_code(),
    output:
        files=expand("data/raw/{{study}}/{file}", file=SIMULATED),
        truth="data/raw/{study}/truth.json",
    log:
        "logs/{study}/simulate.log",
    params:
        mark=fingerprint(
            STUDY.simulation,
            STUDY.codebook,
            STUDY.units,
            STUDY.sources,
            STUDY.indices.get(STUDY.facts.treatment),
        ),
    message:
        "Draw the simulated study and write its raw files"
    script:
        "../scripts/simulate_study.py"


rule build_panel:
    input:
        raw=read_files,
        code=code("build_panel", **panel_options()),
    output:
        panel="data/processed/{study}/panel.csv",
        units="data/processed/{study}/units.csv",
        imputed="results/{study}/checks/imputed.csv",
        unjoined="results/{study}/checks/unjoined.csv",
        unusable="results/{study}/checks/unusable.csv",
        breaks="results/{study}/checks/breaks.csv",
    log:
        "logs/{study}/build_panel.log",
    params:
        mark=fingerprint(
            STUDY.codebook,
            STUDY.units,
            STUDY.facts.window,
            STUDY.facts.years,
            {n: s.read for n, s in SOURCES.items()},
        ),
    message:
        "Read the sources, join the names, build the variables, settle missing cells"
    script:
        "../scripts/build_panel.py"


rule build_sample:
    input:
        panel="data/processed/{study}/panel.csv",
        units="data/processed/{study}/units.csv",
        indices=expand(
            "data/processed/{{study}}/indices/{index}.csv", index=STUDY.indices
        ),
        code=code("build_sample"),
    output:
        rows="data/processed/{study}/samples/{sample}.csv",
    log:
        "logs/{study}/build_sample/{sample}.log",
    params:
        mark=sample_mark,
    message:
        "Join panel and indices into the sample {wildcards.sample}"
    script:
        "../scripts/build_sample.py"
