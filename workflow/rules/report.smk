include: "common_report.smk"


rule build_report:
    input:
        unpack(report_files),
        code=code("build_report"),
        specs=study_files,
    output:
        html="results/{study}/report.html",
    log:
        "logs/{study}/build_report.log",
    params:
        trace=report_trace,
        verified=verified_files,
    message:
        "Tell the story of {wildcards.study} in one page that needs no network"
    script:
        "../scripts/build_report.py"


rule build_pdf:
    input:
        unpack(report_files),
        code=code("build_pdf"),
        specs=study_files,
    output:
        pdf="results/{study}/report.pdf",
    log:
        "logs/{study}/build_pdf.log",
    params:
        trace=report_trace,
        verified=verified_files,
    message:
        "Set the report of {wildcards.study} for paper"
    script:
        "../scripts/build_pdf.py"


# `--config language=zh` asks for these beside the English ones.
rule build_report_zh:
    input:
        unpack(report_files_zh),
        code=code("build_report"),
        specs=study_files,
    output:
        html="results/{study}/report_zh.html",
    log:
        "logs/{study}/build_report_zh.log",
    params:
        trace=report_trace,
        verified=verified_files,
        language="zh",
    message:
        "Tell the story of {wildcards.study} in Chinese"
    script:
        "../scripts/build_report.py"


rule build_pdf_zh:
    input:
        unpack(report_files_zh),
        code=code("build_pdf"),
        specs=study_files,
    output:
        pdf="results/{study}/report_zh.pdf",
    log:
        "logs/{study}/build_pdf_zh.log",
    params:
        trace=report_trace,
        verified=verified_files,
        language="zh",
    message:
        "Set the Chinese report of {wildcards.study} for paper"
    script:
        "../scripts/build_pdf.py"
