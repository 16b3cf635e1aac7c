"""A lesson's file is read whole, or what is wrong in it is said in one line with its key."""

from __future__ import annotations

import pytest

from inspector.lessons.errors import LessonError
from inspector.lessons.model import LookingCondition, UpperCondition
from tests.cases import tried_with
from tests.lessons.samples import TEXT, lesson

# What is written instead of what, and what is said of it.
WRONG = (
    ("order = 3", "order = =", "broken TOML: Invalid value (at line 2, column 9)"),
    ("order = 3", "", "order is missing"),
    ("order = 3", "order = 3\nid = 'x'", "id is unknown"),
    ("order = 3", "order = 3\ncolour = 1", "colour is unknown"),
    ("minutes = 5", 'minutes = "5"', "minutes: Expected `int`, got `str`"),
    ("minutes = 5", 'minutes = 5\nvolumes = ["data"]', "volumes[0]: Expected `str` matching"),
    ('kind = "upper"', 'kind = "uper"', "conditions[1].kind: Invalid value 'uper'; it is one of"),
    ('kind = "upper"', "", "conditions[1].kind is missing"),
    ('path = "/etc/motd"', "", "conditions[1].path is missing"),
    ('type = "whiteout"', 'type = "gone"', "conditions[1].type: Invalid enum value 'gone'"),
    ('type = "whiteout"', "typ = 1", "conditions[1].typ is unknown"),
    ("layer = 1", "layer = -1", "conditions[0].layer: Expected `int` >= 0"),
    ("layer = 1", "", "conditions[0]: needs screen, tab, layer, path or mode"),
    ('id = "hidden"', 'id = "seen"', "conditions[1].id: seen is there twice"),
    ('id = "hidden"', 'id = "Not so"', "conditions[1].id: Expected `str` matching"),
    ('[goal]\ncommands = ["rm /etc/motd"]', "", "conditions[2]: there is no [goal]"),
    (
        "[goal]",
        '[goal]\nfields = ["colour"]',
        "goal.fields[0]: Invalid enum value 'colour'; it is one of type, origin, opaque, size,",
    ),
    (
        "order = 3",
        'order = 3\nhints_for = [["x"], [], []]',
        "hints_for[0]: there is no condition x",
    ),
    ("order = 3", "order = 3\nhints_for = [[]]", "hints_for: Expected `array` of length"),
    ('keys = ["down"]', 'keys = ["ctrl-t"]', "solution[0].keys: 'ctrl-t' is no key's name"),
    ('keys = ["down"]', 'keys = ["Enter"]', "solution[0].keys: 'Enter' is no key's name"),
    ('keys = ["down"]', "", "solution[0]: needs one of keys, run, type"),
    ('keys = ["down"]', 'keys = ["down"]\nrun = "ls"', "solution[0]: needs one of keys, run, type"),
    (', zh_CN = "看。"', "", "solution[0].says: needs one sentence in each of en, zh_CN"),
    ('en = "Look.", zh_CN', 'de = "Sieh.", zh_CN', "solution[0].says: needs one sentence"),
    ('title = "A title"', "", "text.en.title is missing"),
    ('title = "A title"', "titel = 1", "text.en.titel is unknown"),
    ('task = "A task."', 'task = ""', "text.en.task: Expected `str` of length >= 1"),
    ('["a", "b", "c"]', '["a", "b"]', "text.en.hints: Expected `array` of length 3, got 2"),
    (', hidden = "It is hidden."', "", "text.en.conditions: the sentence of hidden is missing"),
    ("{seen =", '{saw = "x", seen =', "text.en.conditions.saw: there is no such condition"),
)
NEEDS = (
    ('kind = "bytes"', "at_least or at_most"),
    ('kind = "start"', "argv or program"),
    ('kind = "cache"', "changed or no_cache"),
    ('kind = "committed"', "layers, at_most or paths"),
)


@tried_with(("there", "instead", "said"), WRONG)
def test_what_is_wrong_is_said_in_one_line_with_its_key(
    there: str, instead: str, said: str
) -> None:
    with pytest.raises(LessonError) as error:
        lesson(TEXT.replace(there, instead, 1))
    assert str(error.value).startswith(f"sample.toml: {said}")
    assert "\n" not in str(error.value)


def test_english_must_be_there() -> None:
    text = TEXT.replace("[text.en]", "[text.de]").replace("en = ", "de = ")
    with pytest.raises(LessonError, match=r"^sample.toml: text: \[text.en\] is missing$"):
        lesson(text)


@pytest.mark.parametrize(("kind", "keys"), NEEDS)
def test_a_condition_that_asks_for_nothing_is_wrong(kind: str, keys: str) -> None:
    with pytest.raises(LessonError, match=f"needs {keys}$"):
        lesson(TEXT.replace('kind = "looking"\nlayer = 1', kind))


def test_layer_0_and_row_0_are_asked_for() -> None:
    assert lesson(TEXT.replace("layer = 1", "layer = 0")).conditions[0] == LookingCondition(
        id="seen", layer=0
    )
    lesson(TEXT.replace('"looking"\nlayer = 1', '"cache"\nchanged = 0'))


def test_a_file_is_read_whole() -> None:
    found = lesson()
    assert found.id == "sample"
    assert found.conditions[1] == UpperCondition(id="hidden", path="/etc/motd", type="whiteout")
    assert [each.once for each in found.conditions] == [True, False, False]
    assert found.commands == ["rm /etc/motd"]
    assert found.words("zh_CN").title == "标题"
    assert found.words("xx").title == "A title"
    assert [each.said("zh_CN") for each in found.solution] == ["看。", ""]
