from nqpf.simulate.geography import ENGLISH, NAME, PROVINCE, PROVINCE_ENGLISH, REGION_ENGLISH, SHORT, roster
from nqpf.specs.simulation import Geography


def test_cities_lie_in_provinces_and_provinces_in_regions(study):
    cities = roster(study.simulation.geography)
    assert len(cities) == 285
    assert cities[PROVINCE].nunique() == 30
    assert cities[PROVINCE].value_counts().between(9, 10).all()
    assert (cities.groupby(PROVINCE)[REGION_ENGLISH].nunique() == 1).all()
    assert set(cities[REGION_ENGLISH]) == {"North", "South", "East", "West"}


def test_every_name_stands_for_one_city_and_sorts_by_number():
    cities = roster(Geography(cities=1200, provinces=3, regions={"North": "虚拟北区"}))
    assert cities[[NAME, SHORT, ENGLISH]].nunique().eq(1200).all()
    assert cities[NAME].is_monotonic_increasing


def test_names_are_plainly_fictional(study):
    cities = roster(study.simulation.geography)
    assert cities[NAME].str.fullmatch(r"虚拟\d{3}市").all()
    assert cities[ENGLISH].str.fullmatch(r"City \d{3}").all()
    assert cities[PROVINCE_ENGLISH].str.fullmatch(r"Province \d{2}").all()
