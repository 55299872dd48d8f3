"""`simulation.yaml`: the generator of a simulated study, every coefficient on file (METHOD: known truth)."""

from typing import Literal, Self

from pydantic import Field, model_validator

from nqpf.specs.base import Spec


class Process(Spec):
    """How a series or variable differs between cities and moves over the years, apart from any effect on it.

    level + growth t + year shock + development D_i + own lasting difference + swing F_it + own AR(1) noise;
    multiplicative: level x exp(the rest), with the rest in log points.
    """

    level: float = Field(default=0.0, description="where the middle city starts")
    form: Literal["additive", "multiplicative"] = "additive"
    growth: float = Field(default=0.0, description="change per year")
    year: float = Field(default=0.0, ge=0, description="SD of shocks common to all cities in a year")
    development: float = Field(
        default=0.0, description="loading on D, the lasting development of a city (SD 1)"
    )
    city: float = Field(default=0.0, ge=0, description="SD of the city's own lasting difference")
    swing: float = Field(default=0.0, description="loading on F, the AR(1) upswing of a city (SD 1)")
    noise: float = Field(default=0.0, ge=0, description="SD of the own AR(1) noise")
    counts: bool = Field(default=False, description="the raw series is a whole number, drawn Poisson")
    zeros: float = Field(default=0.0, ge=0, lt=1, description="share of cities that have nothing at all")
    above: float | None = Field(
        default=None, description="shift all cells by one constant until they exceed this"
    )
    decimals: int = Field(default=2, ge=0, le=12, description="of the raw series as published")
    missing: float = Field(default=0.0, ge=0, lt=0.4, description="share of cells that are never published")


class Channel(Process):
    """m = process + a x + g'z."""

    a: float = Field(description="effect of the treatment index, per unit of the index")
    b: float = Field(description="effect on the latent outcome, per unit of the channel")
    controls: dict[str, float] = Field(default={}, description="control -> its effect on this channel (g)")
    decimals: int = Field(default=8, ge=0, le=12)


class Latent(Process):
    """y* = process + c' x + sum of b m + h'z."""

    direct: float = Field(description="c': effect of the treatment index that no channel carries")
    controls: dict[str, float] = Field(default={}, description="control -> its effect on y* (h)")


class Indicator(Process):
    """An outcome indicator = process + loading y*."""

    loading: float
    decimals: int = Field(default=8, ge=0, le=12)


class Switches(Spec):
    """Departures from the clean design; each is off by default. Moderation keeps the stated truth exact."""

    missing: float = Field(default=0.0, ge=0, lt=0.4, description="share of index cells that go missing")
    common_cause: float = Field(
        default=0.0, description="loading of an unobserved cause of every m and y*, in noise SDs"
    )
    moderation: dict[str, float] = Field(
        default={}, description="claim of a path -> change of c' per SD of its moderator"
    )
    shared: list[str] = Field(
        default=[],
        description="variables that stand in the outcome index though y* does not move them: loading zero",
    )
    feedback: float = Field(
        default=0.0,
        description="effect of last year's y*, about the mean of its year, on the treatment index, from "
        "the end of its base window on, which has to be shorter than the study",
    )


class Geography(Spec):
    """The fictional country: cities in provinces in regions, none of which bears a real name."""

    cities: int = Field(ge=4)
    provinces: int = Field(ge=2)
    regions: dict[str, str] = Field(min_length=1, description="English name -> Chinese name")

    @model_validator(mode="after")
    def _nested(self) -> Self:
        if not len(self.regions) <= self.provinces <= self.cities:
            raise ValueError("there must be at least as many cities as provinces, and provinces as regions")
        return self


class Publication(Spec):
    """How a file looks beyond what sources.yaml says of it."""

    title: str | None = Field(
        default=None, description="text above the header, in the rows that the reader skips"
    )
    names: str | None = Field(
        default=None, description="column of the roster that names cities; none: the unit column's"
    )
    thousands: bool = Field(default=False, description="commas between thousands")


class SimulationSpec(Spec):
    """Sizes, coefficients, persistence and seed of the simulated study."""

    seed: int = Field(ge=0)
    geography: Geography
    persistence: float = Field(default=0.5, ge=0, lt=1, description="AR(1) of every noise within a city")
    series: dict[str, Process] = Field(description="raw series drawn as they are: denominators")
    exogenous: dict[str, Process] = Field(
        description="variables that no effect reaches: indicators of x, controls ..."
    )
    channels: dict[str, Channel]
    latent: Latent
    indicators: dict[str, Indicator] = Field(description="indicators of the outcome index")
    published: dict[str, Publication] = Field(default={}, description="source -> how its file looks")
    switches: Switches = Switches()
