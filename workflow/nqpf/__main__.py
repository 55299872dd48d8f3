"""`python -m nqpf`: the same as the command `nqpf`."""

import sys

from nqpf.new_study.cli import main

if __name__ == "__main__":
    sys.exit(main())
