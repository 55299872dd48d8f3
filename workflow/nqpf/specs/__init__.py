"""What a researcher writes: every YAML file of a study as a frozen, checked object."""

from nqpf.specs.study import Study, load_study

__all__ = ["Study", "load_study"]
