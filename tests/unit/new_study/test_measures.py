import pytest

from nqpf.new_study.measures import measure, split


@pytest.mark.parametrize(
    ("header", "name", "unit", "counts", "size"),
    [
        ("地区生产总值(亿元)", "地区生产总值", "亿元", "money", 1e8),
        ("年末常住人口（万人）", "年末常住人口", "万人", "people", 1e4),
        ("GDP (100 million yuan)", "GDP", "100 million yuan", "money", 1e8),
        ("Population (10,000 persons)", "Population", "10,000 persons", "people", 1e4),
        ("Employment (10k persons)", "Employment", "10k persons", "people", 1e4),
        ("发明专利授权量_件", "发明专利授权量", "件", "things", 1),
        ("科技支出/万元", "科技支出", "万元", "money", 1e4),
        ("工业烟(粉)尘排放量(吨)", "工业烟(粉)尘排放量", "吨", "things", 1),
        ("能源强度(吨标准煤/万元)", "能源强度", "吨标准煤/万元", "relative", 1),
        ("城镇化率(%)", "城镇化率", "%", "relative", 1),
        ("专利", "专利", "", "unknown", 1),
        ("(亿元)", "(亿元)", "", "unknown", 1),
    ],
)
def test_a_header_is_split_into_name_and_unit(header, name, unit, counts, size):
    found, read = split(header)
    assert (found, read.text, read.counts, read.size) == (name, unit, counts, size)


def test_a_line_break_in_a_header_is_a_blank():
    assert split("地区生产总值\n(亿元)")[1].text == "亿元"


def test_millions_and_billions():
    assert measure("billion yuan").size == 1e9
    assert measure("million people").size == 1e6
