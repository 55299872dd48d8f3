"""What is still English in a text that should be Chinese."""

import re

RUN = re.compile(r"(?:[A-Za-z][A-Za-z'’-]*[,;:]? ){3,}[A-Za-z'’-]+")  # four words or more in a row


def runs(text):
    """Every run of English words; names of variables with underscores, paths and formulae break it."""
    return RUN.findall(text)
