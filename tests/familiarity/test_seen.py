"""A card's record of the training pictures, and hostile ones."""

import json

import pytest

from cnnviz.familiarity.seen import SeenError, from_dict
from cnnviz.familiarity.summary import summarise

PICTURES = [{"size": 0.1 * i, "noise": 0.01} for i in range(5)]


def record(**changes):
    return {**summarise(PICTURES, "five pictures", "python -m cnnviz seen").to_dict(), **changes}


def test_what_is_written_comes_back():
    found = from_dict(json.loads(json.dumps(record())))
    assert found == summarise(PICTURES, "five pictures", "python -m cnnviz seen")
    assert found.to_dict() == record()


def test_an_empty_record_is_none():
    assert from_dict({}) is None


def quantiles(*values, name="size"):
    return {"quantiles": {name: list(values)}}


RISING = (0, 1, 2, 3, 4, 5, 6)
WRONG = {
    "unknown key": ({"pickle": 1}, "'pickle' does not fit"),
    "no pictures": ({"pictures": 0}, "from 1 on, got 0"),
    "pictures a text": ({"pictures": "9"}, "from 1 on, got '9'"),
    "pictures true": ({"pictures": True}, "from 1 on, got True"),
    "pictures a half": ({"pictures": 1.5}, "from 1 on"),
    "pictures huge": ({"pictures": 10**400}, r"from 1 on, got 1000"),
    "empty above 1": ({"empty": 1.1}, "empty is a share from 0 to 1, got 1.1"),
    "empty nan": ({"empty": float("nan")}, "empty is a share"),
    "ordinary none": ({"ordinary": None}, "ordinary is a share"),
    "data a number": ({"data": 3}, "data is a text"),
    "data long": ({"data": "x" * 1_001}, "data is a text of at most 1000"),
    "command a list": ({"command": []}, "command is a text"),
    "quantiles a list": ({"quantiles": []}, "quantiles are lists of numbers by name"),
    "no quantiles": ({"quantiles": {}}, "of one quantity at least"),
    "unknown quantity": (quantiles(*RISING, name="magic" * 100), "no quantity is called 'magic"),
    "six numbers": (quantiles(*RISING[:6]), "size is 7 numbers"),
    "a text": ({"quantiles": {"size": "1234567"}}, "size is 7 numbers"),
    "a number that is true": (quantiles(True, *RISING[1:]), "size is 7 numbers"),
    "nan": (quantiles(*RISING[:6], float("nan")), "size is 7 numbers"),
    "infinite": (quantiles(*RISING[:6], float("inf")), "size is 7 numbers"),
    "huge": (quantiles(*RISING[:6], 10**400), "size is 7 numbers"),
    "falling": (quantiles(0, 2, 1, 3, 4, 5, 6), "the quantiles of size do not rise"),
}


@pytest.mark.parametrize(("changes", "reason"), WRONG.values(), ids=WRONG)
def test_a_wrong_record_is_refused(changes, reason):
    with pytest.raises(SeenError, match=reason) as caught:
        from_dict(record(**changes))
    assert len(str(caught.value)) < 150


@pytest.mark.parametrize("key", record())
def test_a_key_that_is_missing_is_named(key):
    values = record()
    del values[key]
    with pytest.raises(SeenError, match=f"'{key}' does not fit"):
        from_dict(values)
