"""The drawing of the rules: layers, the edges that are kept, and what is escaped."""

from xml.etree import ElementTree

from nqpf.report import graph

EDGES = {("a", "b"), ("b", "c"), ("a", "c"), ("a", "d")}


def test_an_edge_that_a_longer_way_implies_is_left_out():
    assert graph.reduced(EDGES) == {("a", "b"), ("b", "c"), ("a", "d")}


def test_a_rule_stands_below_everything_that_it_reads():
    depth = graph.depths(EDGES)
    assert all(depth[a] < depth[b] for a, b in EDGES)


def test_the_drawing_is_xml_with_a_box_per_rule_and_a_line_per_edge():
    drawn = graph.draw(EDGES, {"a": "<script> & it"}, title="<t> & 'u'")
    tree = ElementTree.fromstring(drawn)
    inside = "{http://www.w3.org/2000/svg}"
    assert len(tree.findall(f".//{inside}rect")) == 4
    assert len(tree.findall(f"{inside}path")) == 3
    assert "<script>" not in drawn


def test_no_box_covers_another_and_none_leaves_the_picture():
    tree = ElementTree.fromstring(graph.draw(EDGES | {("d", "e"), ("b", "f")}, {}, title="t"))
    boxes = [
        {k: float(one.get(k)) for k in ("x", "y", "width", "height")}
        for one in tree.iter()
        if one.tag.endswith("rect")
    ]
    assert all(one["x"] >= 0 and one["x"] + one["width"] <= float(tree.get("width")) for one in boxes)
    for place, one in enumerate(boxes):
        for other in boxes[place + 1 :]:
            assert one["y"] != other["y"] or abs(one["x"] - other["x"]) >= one["width"]


def test_the_same_edges_give_the_same_bytes_in_any_order():
    assert graph.draw(sorted(EDGES), {}, title="t") == graph.draw(sorted(EDGES, reverse=True), {}, title="t")


def test_no_rules_make_an_empty_drawing():
    ElementTree.fromstring(graph.draw(set(), {}, title="t"))
