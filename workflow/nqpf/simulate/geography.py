"""The fictional cities: numbers for names, so that no simulated value bears the name of a real place."""

import pandas as pd

from nqpf.specs.simulation import Geography

NAME, SHORT, ENGLISH = "城市", "简称", "英文名"
PROVINCE, PROVINCE_ENGLISH = "所属省份", "province"
REGION, REGION_ENGLISH = "所属区域", "region"


def roster(geography: Geography) -> pd.DataFrame:
    """List the cities, one row each, in the order of their numbers (which is the order of their names).

    Cities are dealt to provinces in blocks of nearly equal size, provinces to regions likewise.
    """
    digits = max(3, len(str(geography.cities)))
    numbers = range(1, geography.cities + 1)
    provinces = [_block(n - 1, geography.cities, geography.provinces) for n in numbers]
    regions = [_block(p, geography.provinces, len(geography.regions)) for p in provinces]
    english = list(geography.regions)
    return pd.DataFrame(
        {
            NAME: [f"虚拟{n:0{digits}d}市" for n in numbers],
            SHORT: [f"虚拟{n:0{digits}d}" for n in numbers],
            ENGLISH: [f"City {n:0{digits}d}" for n in numbers],
            PROVINCE: [f"虚拟{p + 1:02d}省" for p in provinces],
            PROVINCE_ENGLISH: [f"Province {p + 1:02d}" for p in provinces],
            REGION: [geography.regions[english[r]] for r in regions],
            REGION_ENGLISH: [english[r] for r in regions],
        }
    )


def _block(position: int, members: int, blocks: int) -> int:
    """Which of so many blocks of nearly equal size a member falls into."""
    return position * blocks // members
