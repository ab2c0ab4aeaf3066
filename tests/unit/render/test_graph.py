"""The picture of rules: what it shows, where it puts it, and that it is the same every time."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import combinations, pairwise
from xml.etree import ElementTree

import pytest

from nocert_rules.render.graph import Box, Edge, Layout, Node, Picture, Words, around, draw, lay_out, picture_of
from nocert_rules.render.graph.layout import levels
from nocert_rules.render.graph.svg import WIDTH, lines_of
from nocert_rules.render.page import width_of
from nocert_rules.rulebook.load.assemble import load_rulebook
from nocert_rules.rulebook.model.conditions import conclusions, facts_of
from nocert_rules.rulebook.model.graph import rules_for
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.rulebook.model.rules import Rule

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    return load_rulebook()


def _words(**changes: object) -> Words:
    told = {
        "title": "a <title> & more",
        "description": "what it shows",
        "above": lambda node: node.kind,
        "label": lambda node: node.name.replace("-", " "),
        "below": lambda node: "",
        "address": lambda node: f"/{node.kind}/{node.name}?a=1&b=2",
    }
    return Words(**{**told, **changes})  # type: ignore[arg-type]


def _pictures(rulebook: Rulebook) -> list[tuple[str, Picture]]:
    found = [
        (name, picture_of(rulebook, rules_for(rulebook.rules, question.asked), question.asked))
        for name, question in rulebook.questions.items()
    ]
    found += [(name, picture_of(rulebook, rules_for(rulebook.rules, [name]), [name])) for name in rulebook.conclusions]
    found += [(f"near {name}", picture_of(rulebook, around(rulebook, name), [name])) for name in rulebook.conclusions]
    return found


def _laid(picture: Picture) -> Layout:
    return lay_out(picture, {node.id: (WIDTH, 30.0 + 17 * (len(node.name) // 12)) for node in picture.nodes})


def test_a_picture_has_every_rule_with_all_it_reads_and_concludes(rulebook: Rulebook) -> None:
    picture = picture_of(rulebook, rulebook.rules.values(), ())
    edges = {(edge.source, edge.target): edge.kind for edge in picture.edges}
    for rule in rulebook.rules.values():
        own = f"rule:{rule.id}"
        assert own in {node.id for node in picture.nodes}
        if rule.conclusion:
            assert edges[own, f"conclusion:{rule.conclusion}"] == ("opens" if rule.gap else "concludes")
        for target in rule.exception_to:
            assert edges[own, f"rule:{target}"] == "excepts"
        read = {source for (source, target), kind in edges.items() if target == own and kind in ("needs", "negated")}
        top = {name for name in facts_of(rule.own_condition) if name in rulebook.computed or _is_top(rulebook, name)}
        assert read == {f"fact:{name}" for name in top} | {f"conclusion:{name}" for name in conclusions(rule.when)}


def _is_top(rulebook: Rulebook, name: str) -> bool:
    return name in rulebook.facts and not rulebook.facts[name].record


def test_what_must_not_hold_is_told_from_what_must(rulebook: Rulebook) -> None:
    rule = rulebook.rules["reply-in-writing"]
    edges = {
        edge.source: edge.kind for edge in picture_of(rulebook, [rule], ()).edges if edge.target == f"rule:{rule.id}"
    }
    assert edges["conclusion:exemption-determined"] == "needs"
    assert edges["conclusion:exemption-replied"] == "negated"


def test_around_a_conclusion_are_its_rules_their_exceptions_and_who_asks(rulebook: Rulebook) -> None:
    near = {rule.id for rule in around(rulebook, "route-pledge")}
    assert near == {"pledge-replaces-the-certificate", "pledge-is-voluntary", "hand-on-an-open-pledge"}


def test_what_something_needs_stands_to_its_left(rulebook: Rulebook) -> None:
    for name, picture in _pictures(rulebook):
        column = levels(picture)
        assert all(column[edge.source] < column[edge.target] for edge in picture.edges), name
        sides = {(column[node.id] + node.is_rule) % 2 for node in picture.nodes}
        assert len(sides) == 1, f"{name}: rules and what they read or conclude do not stand in columns of their own"


def test_no_box_overlaps_another_and_no_line_crosses_a_box(rulebook: Rulebook) -> None:
    for name, picture in _pictures(rulebook):
        layout = _laid(picture)
        boxes = list(layout.boxes.values())
        assert not [pair for pair in combinations(boxes, 2) if _overlap(*pair)], name
        for box in boxes:
            assert box.x >= 0 and box.x + box.width <= layout.width, name
            assert box.y >= 0 and box.y + box.height <= layout.height, name
        for edge, way in layout.ways.items():
            for start, end in pairwise(way):
                line = Box(start[0], min(start[1], end[1]), end[0] - start[0], abs(start[1] - end[1]))
                crossed = [box for box in boxes if _overlap(line, box)]
                assert not crossed, (name, edge, crossed)


def _overlap(one: Box, other: Box) -> bool:
    return (
        one.x + one.width > other.x
        and other.x + other.width > one.x
        and one.y + one.height >= other.y
        and other.y + other.height >= one.y
    )


def test_every_line_joins_its_own_nodes(rulebook: Rulebook) -> None:
    for name, picture in _pictures(rulebook):
        layout = _laid(picture)
        assert set(layout.ways) == set(picture.edges), name
        for edge, way in layout.ways.items():
            source, target = layout.boxes[edge.source], layout.boxes[edge.target]
            (x, y), (end_x, end_y) = way[0], way[-1]
            assert x == pytest.approx(source.x + source.width) and source.y < y < source.y + source.height
            assert end_x == pytest.approx(target.x) and target.y < end_y < target.y + target.height


def test_the_svg_is_well_formed_and_every_box_is_a_link_with_its_words(rulebook: Rulebook) -> None:
    for name, picture in _pictures(rulebook)[:12]:
        svg = ElementTree.fromstring(draw(picture, _words()))
        title, description = svg.find(f"{SVG}title"), svg.find(f"{SVG}desc")
        assert title is not None and title.text == "a <title> & more"
        assert description is not None and description.text == "what it shows"
        links = svg.findall(f"{SVG}a")
        assert [link.get("data-node") for link in links] == [node.id for node in picture.nodes], name
        for link, node in zip(links, picture.nodes, strict=True):
            assert link.get("href") == f"/{node.kind}/{node.name}?a=1&b=2"
            box = link.find(f"{SVG}rect")
            assert box is not None
            told = [text.text or "" for text in link.findall(f"{SVG}text")]
            assert "".join(told[1:]).replace(" ", "") == node.name.replace("-", "")
            for text in link.findall(f"{SVG}text"):
                assert (
                    float(box.get("y", ""))
                    < float(text.get("y", ""))
                    < float(box.get("y", "")) + float(box.get("height", ""))
                )
        groups = svg.findall(f".//{SVG}g[@data-from]")
        assert {(group.get("data-from"), group.get("data-to")) for group in groups} == {
            (edge.source, edge.target) for edge in picture.edges
        }


def test_labels_are_wrapped_and_long_ids_broken_after_a_hyphen() -> None:
    assert lines_of("pledge-replaces-the-certificate") == ["pledge-replaces-the-", "certificate"]
    chinese = lines_of("未列入任何现行清单（请向司法行政部门反映）")
    assert len(chinese) == 2 and all(width_of(line) <= 26 for line in chinese)
    assert "".join(chinese) == "未列入任何现行清单（请向司法行政部门反映）"
    assert all(len(line) <= 26 for line in lines_of("x" * 80))


def test_labels_that_are_too_long_end_with_dots() -> None:
    node = Node("fact", "a")
    svg = draw(Picture((node,), ()), _words(label=lambda _: "word " * 60, above=lambda _: ""))
    texts = [text.text or "" for text in ElementTree.fromstring(svg).findall(f".//{SVG}text")]
    assert len(texts) == 5 and texts[-1].endswith("…")


def test_a_picture_of_nothing_is_empty() -> None:
    svg = ElementTree.fromstring(draw(Picture((), ()), _words()))
    assert not svg.findall(f"{SVG}a")


def test_an_edge_that_passes_a_column_goes_round_its_boxes() -> None:
    nodes = (Node("fact", "a"), Node("rule", "r"), Node("conclusion", "c"), Node("rule", "s"))
    edges = (
        Edge("fact:a", "rule:r", "needs"),
        Edge("rule:r", "conclusion:c", "concludes"),
        Edge("conclusion:c", "rule:s", "needs"),
        Edge("rule:r", "rule:s", "excepts"),
    )
    layout = _laid(Picture(nodes, edges))
    passed = layout.boxes["conclusion:c"]
    heights = {y for x, y in layout.ways[edges[3]] if passed.x <= x <= passed.x + passed.width}
    assert heights and all(not passed.y <= y <= passed.y + passed.height for y in heights)


_SCRIPT = """
from nocert_rules.rulebook.load.assemble import load_rulebook
from nocert_rules.web.book.picture import drawn_conclusion, drawn_question
from hashlib import sha256
book = load_rulebook()
texts = [drawn_question(book, name, "zh").svg for name in book.questions]
for name in list(book.conclusions)[::8]:
    texts += [drawn_conclusion(book, name, reach, "en").svg for reach in ("all", "near")]
print(sha256("".join(texts).encode()).hexdigest())
"""


@pytest.mark.slow
def test_the_same_rules_give_the_same_bytes() -> None:
    digests = {
        subprocess.run(
            [sys.executable, "-c", _SCRIPT],
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("0", "1", "4711")
    }
    assert len(digests) == 1


def test_exceptions_beyond_the_picture_are_left_out(rulebook: Rulebook) -> None:
    rule: Rule = rulebook.rules["pledge-is-voluntary"]
    picture = picture_of(rulebook, [rule], ())
    assert not [edge for edge in picture.edges if edge.kind == "excepts"]
