"""What is measured in one panel: a file is an option, `measure(case) -> DataFrame`."""
