"""The two mistakes a user can make. Each is told in one sentence: where, what is wrong, what to do."""


class UserError(Exception):
    """A mistake of the user's; the program prints its sentence and no traceback."""


class SpecError(UserError, ValueError):
    """A study file (YAML) that cannot be used.

    A ValueError too, so that one raised inside a spec's validator gets file and key in front.
    """


class DataError(UserError):
    """A data file or a cell in it that cannot be used."""
