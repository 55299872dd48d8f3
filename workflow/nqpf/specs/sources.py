"""`sources.yaml`: where each raw file comes from and how it is read."""

from pathlib import PurePosixPath
from typing import Any, Literal, Self

from pydantic import Field, field_validator, model_validator

from nqpf.registry import load
from nqpf.specs.base import Spec, Words
from nqpf.specs.variables import refuse_misuse


class Reading(Spec):
    """How a file is read into long form (unit, year, column, value)."""

    reader: str = Field(description="a file in nqpf/sources/readers: csv, excel, stata, rdata, parquet")
    options: dict[str, Any] = Field(
        default={}, description="what the reader takes: encoding, sheet, skip_rows ..."
    )
    shape: Literal["wide", "long", "years_across"] = "wide"
    unit: str = Field(description="column that names the unit")
    time: str | None = Field(default=None, description="column that holds the year (not for years_across)")
    variable: str | None = Field(default=None, description="long: column that names the variable")
    value: str | None = Field(default=None, description="long: column that holds the value")
    missing: list[str] = Field(
        default=["", "NA", "—", "-", "…", "..."], description="texts that mean missing"
    )

    @field_validator("reader")
    @classmethod
    def _known(cls, name: str) -> str:
        load("nqpf.sources.readers", name)
        return name

    @model_validator(mode="after")
    def _applies(self) -> Self:
        refuse_misuse(self.reader, load("nqpf.sources.readers", self.reader).read, self.options)
        return self

    @model_validator(mode="after")
    def _complete(self) -> Self:
        needs = {"wide": ["time"], "long": ["time", "variable", "value"], "years_across": []}[self.shape]
        lacking = [key for key in needs if getattr(self, key) is None]
        if lacking:
            raise ValueError(f"a file of shape '{self.shape}' needs the key '{lacking[0]}'")
        return self


class Source(Spec):
    """One raw file: with url retrieved, with sha256 alone the user's own, with neither simulated."""

    file: str = Field(description="path under data/raw/<study>/ and in a mirror folder")
    url: str | None = Field(default=None, description="address at a pinned commit")
    sha256: str | None = Field(default=None, pattern="^[0-9a-f]{64}$")
    licence: Words = Field(description="as stated by the re-distributor, or 'none stated'")
    redistribute: bool = Field(
        default=False, description="whether the licence lets a replication package hold the file"
    )
    citation: Words
    date: Words = Field(description="vintage of the file (the date of the pinned commit, or the edition)")
    note: Words | None = Field(default=None, description="traps and breaks a reader should know of")
    read: Reading | None = Field(default=None, description="none: kept for provenance, not read")

    @field_validator("file")
    @classmethod
    def _stays_inside(cls, file: str) -> str:
        path = PurePosixPath(file)
        if path.is_absolute() or ".." in path.parts:
            raise ValueError(f"'{file}' must stay inside the raw folder")
        return file

    @model_validator(mode="after")
    def _pinned(self) -> Self:
        if self.url is not None and self.sha256 is None:
            raise ValueError(
                "give url and sha256 together, sha256 alone for a file of your own, neither for a simulated "
                "file"
            )
        return self


class Sources(Spec):
    """All raw files of a study by name."""

    sources: dict[str, Source]
