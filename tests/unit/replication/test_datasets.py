"""What is said of each raw file, held against the specs."""

from nqpf.replication.datasets import availability, datasets, held, variables_by_source

HASH = "ab" * 32


def test_real_sources_are_not_passed_on_unless_the_specs_say_so(provinces):
    assert not any(one["source"].redistribute for one in datasets(provinces, {}))
    count = len(provinces.sources.sources)
    assert availability(provinces) == (
        f"Of {count} raw files, 0 lie in this package. The workflow retrieves {count} from public addresses."
    )


def test_simulated_files_are_passed_on(simulated):
    assert all(one["source"].redistribute for one in datasets(simulated, {}))
    assert availability(simulated) == "All raw data are in this package."


def test_a_file_without_a_pin_bears_the_hash_of_the_run(simulated):
    path = "data/raw/simulated_cities/cities.csv"
    found = {one["path"]: one["sha256"] for one in datasets(simulated, {path: HASH})}
    assert found[path] == HASH


def test_a_pinned_file_bears_address_and_hash_of_the_specs(provinces):
    first = datasets(provinces, {})[0]
    source = provinces.sources.sources[first["name"]]
    assert source.url in first["how"]
    assert first["sha256"] == source.sha256


def test_a_variable_stands_under_every_source_of_its_series(provinces):
    found = variables_by_source(provinces)
    codebook = provinces.codebook
    for name in codebook.variables:
        sources = {codebook.series[series].source for series in codebook.series_of(name)}
        assert {source for source, names in found.items() if name in names} == sources


def test_the_raw_folder_is_described_as_it_is(simulated, provinces):
    assert held(simulated) == "the raw files"
    assert held(provinces) == "not here; a run fills it"
