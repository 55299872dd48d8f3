# New quality productive forces and innovative cities, from source files to the ledger of claims.
# A study is a folder in config/studies: `snakemake --config study=<name> [mirror=<folder>]`.
from snakemake.utils import min_version

min_version("9.14")


configfile: "config/config.yaml"


# Built from workflow/envs/nqpf.def; used with --software-deployment-method apptainer only.
container: "workflow/envs/nqpf.sif"


report: "workflow/report/workflow.rst"


include: "workflow/rules/common.smk"


wildcard_constraints:
    study=one_of([STUDY.name]),
    file=one_of(RETRIEVED),
    index=one_of(STUDY.indices),
    sample=one_of(STUDY.samples),
    mechanism=one_of(STUDY.mechanisms),
    table=one_of(STUDY.tables),
    figure=one_of(STUDY.figures),
    analysis=one_of(STUDY.analyses),


include: "workflow/rules/data.smk"
include: "workflow/rules/index.smk"
include: "workflow/rules/audit.smk"
include: "workflow/rules/models.smk"
include: "workflow/rules/mechanisms.smk"
include: "workflow/rules/analyses.smk"
include: "workflow/rules/outputs.smk"
include: "workflow/rules/claims.smk"
include: "workflow/rules/verify.smk"
include: "workflow/rules/report.smk"
include: "workflow/rules/package.smk"
include: "workflow/rules/common_hooks.smk"


rule all:
    default_target: True
    input:
        f"results/{STUDY.name}/manifest.json",
    message:
        f"{STUDY.name}: done, see results/{STUDY.name}"
