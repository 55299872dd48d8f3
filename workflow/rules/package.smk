include: "common_package.smk"


# What an editor of data asks for. No part of `all`: `snakemake package --config study=...`.
rule package:
    input:
        archive=f"results/{STUDY.name}/replication.zip",
    message:
        f"The replication package of {STUDY.name} is results/{STUDY.name}/replication.zip"


rule write_package:
    input:
        files=packed_files,
        manifest="results/{study}/manifest.json",
        code=code("write_package"),
    output:
        archive="results/{study}/replication.zip",
    log:
        "logs/{study}/write_package.log",
    params:
        programs=programs,
        products=products,
        language=LANGUAGE,
    message:
        "Pack code, specs, lock, outputs and the data that may be passed on, with a README"
    script:
        "../scripts/write_package.py"


# For one who has unpacked a package: run everything, and hold it against what was published.
rule replicate:
    input:
        manifest=f"results/{STUDY.name}/manifest.json",
        code=code("compare_published"),
    log:
        f"logs/{STUDY.name}/replicate.log",
    params:
        published=f"published/{STUDY.name}/manifest.json",
    message:
        "Hold the outputs against the published ones"
    script:
        "../scripts/compare_published.py"
