"""Print one of the README's two commands, so that the check runs what a reader would type."""

import re
import sys
from pathlib import Path


def command(number: int) -> str:
    """Return the lines of the README's numbered `sh` block."""
    text = Path(__file__).parents[1].joinpath("README.md").read_text(encoding="utf-8")
    return re.findall(r"```sh\n(.*?)```", text, flags=re.DOTALL)[number - 1]


if __name__ == "__main__":
    print(command(int(sys.argv[1])))
