rule render_table:
    input:
        unpack(table_data),
        code=table_code,
        specs=study_files,
    output:
        csv="results/{study}/tables/{table}.csv",
        tex="results/{study}/tables/{table}.tex",
        docx="results/{study}/tables/{table}.docx",
        xlsx="results/{study}/tables/{table}.xlsx",
        typ="results/{study}/tables/{table}.typ",
        html=report(
            "results/{study}/tables/{table}.html",
            caption="../report/table.rst",
            category="Tables",
            labels={"table": "{table}"},
        ),
    log:
        "logs/{study}/render_table/{table}.log",
    message:
        "Print table {wildcards.table}"
    script:
        "../scripts/render_table.py"


# `--config language=zh` asks for these beside the English ones; the numbers in the CSV are the same.
rule render_table_zh:
    input:
        unpack(table_data),
        code=table_code,
        specs=study_files,
    output:
        tex="results/{study}/tables/{table}_zh.tex",
        docx="results/{study}/tables/{table}_zh.docx",
        xlsx="results/{study}/tables/{table}_zh.xlsx",
        typ="results/{study}/tables/{table}_zh.typ",
        html="results/{study}/tables/{table}_zh.html",
    log:
        "logs/{study}/render_table_zh/{table}.log",
    params:
        language="zh",
    message:
        "Print table {wildcards.table} in Chinese"
    script:
        "../scripts/render_table.py"


rule draw_figure:
    input:
        unpack(figure_data),
        code=figure_code,
        specs=study_files,
    output:
        pdf="results/{study}/figures/{figure}.pdf",
        png=report(
            "results/{study}/figures/{figure}.png",
            caption="../report/figure.rst",
            category="Figures",
            labels={"figure": "{figure}"},
        ),
        csv="results/{study}/figures/{figure}.csv",
    log:
        "logs/{study}/draw_figure/{figure}.log",
    message:
        "Draw figure {wildcards.figure}"
    script:
        "../scripts/draw_figure.py"


rule draw_figure_zh:
    input:
        unpack(figure_data),
        code=figure_code,
        specs=study_files,
    output:
        pdf="results/{study}/figures/{figure}_zh.pdf",
        png="results/{study}/figures/{figure}_zh.png",
    log:
        "logs/{study}/draw_figure_zh/{figure}.log",
    params:
        language="zh",
    message:
        "Draw figure {wildcards.figure} in Chinese"
    script:
        "../scripts/draw_figure.py"
