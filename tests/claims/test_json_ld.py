"""JSON-LD, mended and walked."""

from __future__ import annotations

from bot.claims.json_ld import MAX_CHARACTERS, get, graph_of, items, load, read_graph, text_of, types_of


def test_numbers_stay_as_written() -> None:
    """A rating of 3.0 is not turned into 3."""
    assert load('{"a": 3.0, "b": 12}') == [{"a": "3.0", "b": "12"}]


def test_mending_keeps_the_better_reading() -> None:
    """Where the first value is whole and a later one is not, both are read after mending."""
    assert load('{"a":1} {"b":2,}') == [{"a": "1"}, {"b": "2"}]
    assert load('{"a":1} and then words') == [{"a": "1"}]


def test_too_long_is_left() -> None:
    """Half a JSON text says nothing, so what is too long is not read."""
    assert load('{"a":"' + "x" * MAX_CHARACTERS + '"}') == []


def test_duplicate_keys() -> None:
    """A key that is said twice holds both values; said twice the same, one."""
    assert load('{"a":1,"a":2,"a":3,"b":4,"b":4}') == [{"a": ["1", "2", "3"], "b": "4"}]


def test_graph_is_bounded() -> None:
    """Ten thousand objects are cut, and a hundred levels are not descended."""
    assert len(graph_of([{"a": n} for n in range(10_000)]).nodes) == 5_000
    deep: object = {"@type": "ClaimReview"}
    for _ in range(100):
        deep = {"a": deep}
    assert list(graph_of([deep]).of_type("ClaimReview")) == []


def test_references() -> None:
    """A bare reference stands for the object that says more; an unknown one for itself."""
    graph = read_graph(['[{"@id":"#a","name":"A","url":"u"},{"@id":"#b"}]'])
    assert text_of(graph.follow({"@id": "#a"})) == "A"
    assert graph.follow({"@id": "#b"}) == {"@id": "#b"}
    assert graph.follow("x") == "x"


def test_values() -> None:
    """Types, keys, lists and texts are found in every way of writing them."""
    assert types_of({"type": ["schema:A", "https://schema.org/B", 3]}) == {"A", "B"}
    assert get({"a": "", "schema:a": [], "https://schema.org/a": 0}, "a") == 0
    assert get({}, "a", "b") is None
    assert items(None) == []
    assert text_of([{"name": ["", {"x": 1}]}, {"@value": " v "}]) == "v"
    assert text_of([1, None, {}]) == ""
