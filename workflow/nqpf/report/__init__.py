"""One report per study: what was done, in the order of a paper, from one outline to two printers.

    outline   which kind of table or figure belongs to which section
    trace     which rule, script and specs made a file
    material  what is read from the results folder
    compose   study + material -> document
    page, pdf document -> HTML, document -> PDF

No sentence here states a finding: verdicts come from the ledger, numbers from the files they link to.
"""
