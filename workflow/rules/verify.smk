include: "common_verify.smk"


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
        pages=pages("verify"),
        overlap=f"{VERIFIED}/verify/overlap.csv",
    message:
        f"SIMULATED: what to believe stands in {VERIFIED}/verify/verify.md"


# The same with a few panels: seconds, to see that it works.
rule verify_small:
    input:
        pages=pages("verify_small"),
    message:
        f"SIMULATED: a small version, see {VERIFIED}/verify_small"


rule verify_shard:
    input:
        code=measures_of,
    output:
        rows=f"{VERIFIED}/{{run}}/shards/{{scenario}}/{{first}}-{{last}}.parquet",
    log:
        f"logs/{VERIFY.study}/{{run}}/{{scenario}}/{{first}}-{{last}}.log",
    wildcard_constraints:
        run=one_of(VERIFY.runs),
        scenario=r"[\w.]+",
        first=r"\d+",
        last=r"\d+",
    params:
        mark=scenario_mark,
    message:
        "SIMULATED: draw and estimate panels {wildcards.first} to {wildcards.last} of {wildcards.scenario}"
    script:
        "../scripts/verify_shard.py"


rule verify_gather:
    input:
        shards=all_shards,
        code=code("verify_gather", verify__measures=[]),
    output:
        bias=f"{VERIFIED}/{{run}}/bias.csv",
        coverage=f"{VERIFIED}/{{run}}/coverage.csv",
    log:
        f"logs/{VERIFY.study}/{{run}}/gather.log",
    wildcard_constraints:
        run=one_of(VERIFY.runs),
    message:
        "SIMULATED: gather bias, coverage and rejection rates of {wildcards.run}"
    script:
        "../scripts/verify_gather.py"


rule verify_page:
    input:
        bias=f"{VERIFIED}/{{run}}/bias.csv",
        coverage=f"{VERIFIED}/{{run}}/coverage.csv",
        code=code("verify_page", verify__measures=[]),
    output:
        text=f"{VERIFIED}/{{run}}/verify.md",
    log:
        f"logs/{VERIFY.study}/{{run}}/page.log",
    wildcard_constraints:
        run=one_of(VERIFY.runs),
    params:
        mark=words_mark,
    message:
        "SIMULATED: say what to believe, by the numbers of {wildcards.run}"
    script:
        "../scripts/verify_page.py"


rule verify_table:
    input:
        bias=f"{VERIFIED}/{{run}}/bias.csv",
        coverage=f"{VERIFIED}/{{run}}/coverage.csv",
        code=code("verify_table", verify__measures=[]),
    output:
        csv=f"{VERIFIED}/{{run}}/tables/{{table}}.csv",
        tex=f"{VERIFIED}/{{run}}/tables/{{table}}.tex",
        typ=f"{VERIFIED}/{{run}}/tables/{{table}}.typ",
        html=report(
            f"{VERIFIED}/{{run}}/tables/{{table}}.html",
            caption="../report/verify.rst",
            category="Verification (SIMULATED)",
            labels={"table": "{table}"},
        ),
    log:
        f"logs/{VERIFY.study}/{{run}}/table_{{table}}.log",
    wildcard_constraints:
        run=one_of(VERIFY.runs),
        table=one_of(TABLES),
    params:
        mark=words_mark,
    message:
        "SIMULATED: print table {wildcards.table} of {wildcards.run}"
    script:
        "../scripts/verify_table.py"


rule verify_figure:
    input:
        bias=f"{VERIFIED}/{{run}}/bias.csv",
        coverage=f"{VERIFIED}/{{run}}/coverage.csv",
        code=code("verify_figure", verify__measures=[]),
    output:
        pdf=f"{VERIFIED}/{{run}}/figures/{{figure}}.pdf",
        png=report(
            f"{VERIFIED}/{{run}}/figures/{{figure}}.png",
            caption="../report/verify.rst",
            category="Verification (SIMULATED)",
            labels={"figure": "{figure}"},
        ),
        csv=f"{VERIFIED}/{{run}}/figures/{{figure}}.csv",
    log:
        f"logs/{VERIFY.study}/{{run}}/figure_{{figure}}.log",
    wildcard_constraints:
        run=one_of(VERIFY.runs),
        figure=one_of(FIGURES),
    params:
        mark=words_mark,
    message:
        "SIMULATED: draw figure {wildcards.figure} of {wildcards.run}"
    script:
        "../scripts/verify_figure.py"


# Nothing of a study enters, so one target serves all: `snakemake verify_overlap`.
rule verify_overlap:
    input:
        code=code("verify_overlap", weights=["entropy"], index__normalisers=["minmax"]),
    output:
        rows=f"{VERIFIED}/verify/overlap.csv",
        note_file=f"{VERIFIED}/verify/overlap.md",
    log:
        f"logs/{VERIFY.study}/verify_overlap.log",
    params:
        samples=200,
        seed=7,
    message:
        "SIMULATED: rejection rates with shared series, before and after the audit"
    script:
        "../scripts/verify_overlap.py"


# Size and power of the tests of the two-way claim; nothing of a study enters.
rule verify_two_way:
    input:
        shards=two_way_shards,
        code=code("verify_two_way"),
    output:
        rows=f"{VERIFIED}/verify/two_way.csv",
        note_file=f"{VERIFIED}/verify/two_way.md",
    log:
        f"logs/{VERIFY.study}/verify_two_way.log",
    message:
        "SIMULATED: size and power of the tests of the two-way claim"
    script:
        "../scripts/verify_two_way.py"


rule verify_two_way_shard:
    input:
        code=code("verify_two_way_shard"),
    output:
        rows=f"{VERIFIED}/verify/two_way/{{cell}}/{{first}}-{{last}}.parquet",
    log:
        f"logs/{VERIFY.study}/verify/two_way/{{cell}}/{{first}}-{{last}}.log",
    wildcard_constraints:
        cell=one_of(TWO_WAY.cells),
        first=r"\d+",
        last=r"\d+",
    params:
        mark=fingerprint(TWO_WAY.seed, TWO_WAY.draws),
    message:
        "SIMULATED: draw and test panels {wildcards.first} to {wildcards.last} of {wildcards.cell}"
    script:
        "../scripts/verify_two_way_shard.py"
