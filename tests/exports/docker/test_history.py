"""``docker history`` to the byte, on a fixed clock; expectations are docker's client's 28.2.2."""

from __future__ import annotations

import json
import time
import unicodedata
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.analyses.history.rows import MISSING, History, HistoryRow
from inspector.errors import UsageError
from inspector.exports.docker.history import render_history
from inspector.exports.layout.times import format_time
from inspector.text import encode

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import tzinfo

NOW = datetime(2026, 11, 23, 15, 50, 15, 500_000, tzinfo=UTC)
BUILT = int(datetime(2026, 11, 23, 15, 49, 43, tzinfo=UTC).timestamp())
IMAGE_ID = "sha256:d33b948ae6e3" + "0" * 52


def row(
    command: str = "",
    size: int | None = 0,
    created: int | None = BUILT,
    comment: str = "",
    image_id: str = MISSING,
) -> HistoryRow:
    return HistoryRow(image_id, created, command, comment, size, None, empty=True)


def rendered(
    rows: Sequence[HistoryRow],
    template: str | None = None,
    *,
    trunc: bool = True,
    human: bool = True,
    quiet: bool = False,
    zone: tzinfo | None = UTC,
    visible: bool = False,
    ambiguous_wide: bool = False,
) -> str:
    """Render rows that are given newest first, as docker prints them."""
    history = History(tuple(reversed(rows)), (), 0, ())
    return render_history(
        history,
        trunc=trunc,
        human=human,
        quiet=quiet,
        template=template,
        now=NOW,
        zone=zone,
        visible=visible,
        ambiguous_wide=ambiguous_wide,
    )


# --- what real docker printed for an image of its classic builder

SAMPLE = [
    row('/bin/sh -c #(nop)  CMD ["-c" "true"]', image_id=IMAGE_ID),
    row('/bin/sh -c #(nop)  HEALTHCHECK &{["CMD" "/bin/sh" "-c" "true"] "5s" "0s" "0s" \'\\x00\'}'),
    row("|1 FOO=bar /bin/sh -c mk /tmp/exec 99", 99, BUILT - 1),
    row(f'|1 FOO=bar /bin/sh -c echo "{"日本語" * 5}" > /x', 5, BUILT - 1),
    row("|1 FOO=bar /bin/sh -c mk /tmp/tab 1000\t && rm -f /x", 1000, BUILT - 1),
    row("|1 FOO=bar /bin/sh -c mk /tmp/k9995 999600 ; true", 999_600, BUILT - 1),
    row("|1 FOO=bar /bin/sh -c mk /srv/app/a 1234567 && true", 1_234_567, BUILT - 2),
    row("", 894_000, BUILT - 60, "Imported by hand"),
]
TABLE = """\
IMAGE          CREATED              CREATED BY                                      SIZE      COMMENT
d33b948ae6e3   32 seconds ago       /bin/sh -c #(nop)  CMD ["-c" "true"]            0B        
<missing>      32 seconds ago       /bin/sh -c #(nop)  HEALTHCHECK &{["CMD" "/bi…   0B        
<missing>      33 seconds ago       |1 FOO=bar /bin/sh -c mk /tmp/exec 99           99B       
<missing>      33 seconds ago       |1 FOO=bar /bin/sh -c echo "日本語日本語日本…   5B        
<missing>      33 seconds ago       |1 FOO=bar /bin/sh -c mk /tmp/tab 1000  && r…   1kB       
<missing>      33 seconds ago       |1 FOO=bar /bin/sh -c mk /tmp/k9995 999600 ;…   1e+03kB   
<missing>      34 seconds ago       |1 FOO=bar /bin/sh -c mk /srv/app/a 1234567 …   1.23MB    
<missing>      About a minute ago                                                   894kB     Imported by hand
"""  # noqa: E501, W291


def test_table() -> None:
    assert rendered(SAMPLE) == rendered(SAMPLE, "table") == rendered(SAMPLE, "") == TABLE


def test_table_for_machines() -> None:
    lines = rendered(SAMPLE, human=False).split("\n")
    gap = " " * 36
    assert lines[0] == f"IMAGE          CREATED AT             CREATED BY{gap}  SIZE      COMMENT"
    assert lines[1] == (
        'd33b948ae6e3   2026-11-23T15:49:43Z   /bin/sh -c #(nop)  CMD ["-c" "true"]'
        "            0         "
    )
    assert lines[6].endswith("999600    ")


def test_nothing_is_cut_where_asked() -> None:
    text = rendered(SAMPLE, trunc=False)
    assert f"\n{IMAGE_ID}   32 seconds ago       " in text
    assert '"5s" "0s" "0s" \'\\x00\'}' in text
    assert "mk /tmp/tab 1000  && rm -f /x" in text


def test_ids_alone() -> None:
    missing = (MISSING + "\n") * 7
    assert rendered(SAMPLE, quiet=True) == "d33b948ae6e3\n" + missing
    assert rendered(SAMPLE, "table", quiet=True, trunc=False) == IMAGE_ID + "\n" + missing
    assert rendered(SAMPLE[:1], "{{.Size}}", quiet=True) == "0B\n"
    assert rendered(SAMPLE[:1], "json", quiet=True).startswith("{")


def test_json_has_one_object_a_line() -> None:
    lines = rendered([row("a\tb <&>", comment="é\x1b\u2028")], "json")
    assert lines == (
        '{"Comment":"é\\u001b\\u2028","CreatedAt":"2026-11-23T15:49:43Z",'
        '"CreatedBy":"a b \\u003c\\u0026\\u003e","CreatedSince":"32 seconds ago",'
        '"ID":"\\u003cmissing\\u003e","Size":"0B"}\n'
    )
    assert rendered(SAMPLE, "{{json .}}") == rendered(SAMPLE, "json")
    machine = json.loads(rendered(SAMPLE[-1:], "json", human=False))
    assert machine["CreatedSince"] == machine["CreatedAt"] == "2026-11-23T15:48:43Z"
    assert machine["Size"] == "894000"


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{{.ID}}: {{.Size}}", "d33b948ae6e3: 99B\n"),
        (r"  {{.ID}}\t{{.Size}}\n ", "d33b948ae6e3\t99B\n\n"),
        ("raw", "raw\n"),
        ("jsonx", "jsonx\n"),
        ("{{upper .CreatedBy}} {{truncate .ID 4}}", "SH d33b\n"),
        (r"table {{.ID}}\t{{.Size}}", "IMAGE          SIZE\nd33b948ae6e3   99B\n"),
        (
            r"table {{upper .Comment}}\t{{json .ID}}|",
            'COMMENT   IMAGE|\n          "d33b948ae6e3"|\n',
        ),
        (r"table {{.ID}}\t{{json .}}", None),
        ("table{{.Size}}", "SIZE\n99B\n"),
        ("tables", "s\ns\n"),
        ("table ", "\n\n"),
        ("table {{if .Comment}}x{{end}}{{.Size}}", "xSIZE\n99B\n"),
    ],
)
def test_templates(template: str, text: str | None) -> None:
    shown = rendered([row("sh", 99, image_id=IMAGE_ID)], template)
    if text is None:  # the header ends where it cannot be made
        assert shown.startswith("IMAGE          \nd33b948ae6e3   {")
    else:
        assert shown == text


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("{{.Tags}}", "can't evaluate field Tags in type *image.historyContext"),
        ("table {{.Foo}}", "can't evaluate field Foo in type *image.historyContext"),
        ("{{.h}}", "h is an unexported field of struct type *image.historyContext"),
        ("{{foo}}", 'function "foo" not defined'),
        ("{{", "unclosed action"),
    ],
)
def test_a_bad_template_is_the_callers_fault(template: str, message: str) -> None:
    with pytest.raises(UsageError, match=r"^template parsing error: template: :1:") as caught:
        rendered(SAMPLE, template)
    assert caught.value.message.endswith(message)


def test_without_rows_there_is_the_header_and_no_error_but_in_the_syntax() -> None:
    assert rendered([]) == "IMAGE     CREATED   CREATED BY   SIZE      COMMENT\n"
    assert rendered([], quiet=True) == rendered([], "json") == rendered([], "{{.Foo}}") == ""
    assert rendered([], "table {{.Foo}} {{.ID}}") == "<no value> IMAGE\n"
    assert rendered([], 'table {{printf "%T" .}}') == "formatter.SubHeaderContext\n"
    with pytest.raises(UsageError):
        rendered([], "{{foo}}")


def test_controls_pass_and_a_line_break_restarts_the_columns() -> None:
    text = rendered([row("a\x1b[1m\nb\rc", comment="x\fy"), row("long enough to matter")])
    assert text == (
        "IMAGE       CREATED          CREATED BY   SIZE      COMMENT\n"
        "<missing>   32 seconds ago   a\x1b[1m\n"
        "b\rc          0B               x\n"
        "y\n"
        "<missing>   32 seconds ago   long enough to matter   0B        \n"
    )


def test_on_a_terminal_controls_are_visible_and_columns_hold() -> None:
    text = rendered([row("a\x1b[1m\nb\tc\u202e", comment="x\x9b\u200b")], visible=True)
    assert text == (
        "IMAGE       CREATED          CREATED BY            SIZE      COMMENT\n"
        "<missing>   32 seconds ago   a\\x1b[1m\\nb c\\u202e   0B        x\\x9b\\u200b\n"
    )
    cut = rendered([row("\n" * 40)], "{{.CreatedBy}}", visible=True)
    assert cut == "\\n" * 22 + "…\n"
    assert rendered([row("é")], "{{truncate .CreatedBy 1}}", visible=True) == "\\xc3\n"


def test_halves_of_surrogate_pairs_become_what_go_reads() -> None:
    assert rendered([row("a\ud800b", comment="\udfff")], "{{.CreatedBy}}{{.Comment}}") == "a�b�\n"


def test_in_east_asian_locales_the_ellipsis_is_wide() -> None:
    rows = [row("x" * 50), row("y" * 45)]
    narrow = rendered(rows, r"table {{.CreatedBy}}\t|").split("\n")
    wide = rendered(rows, r"table {{.CreatedBy}}\t|", ambiguous_wide=True).split("\n")
    assert narrow[1:3] == ["x" * 44 + "…   |", "y" * 45 + "   |"]
    assert wide[1:3] == ["x" * 44 + "…   |", "y" * 45 + "    |"]


# --- dates

HOUR = 3600
DAY = 24 * HOUR


@pytest.mark.parametrize(
    ("created", "since", "at"),
    [
        (None, "N/A", "1970-01-01T00:00:00Z"),
        (0, "N/A", "1970-01-01T00:00:00Z"),
        (-62_135_596_800, "N/A", "0001-01-01T00:00:00Z"),
        (946_684_800, "N/A", "2000-01-01T00:00:00Z"),
        (946_684_801, "26 years ago", "2000-01-01T00:00:01Z"),
        (253_402_300_799, "Less than a second ago", "9999-12-31T23:59:59Z"),
    ],
)
def test_dates_that_are_none(created: int | None, since: str, at: str) -> None:
    rows = [row(created=created)]
    assert rendered(rows, "{{.CreatedSince}} {{.CreatedAt}}") == f"{since} {at}\n"
    assert rendered(rows, "{{.CreatedSince}}", human=False) == f"{at}\n"


@pytest.mark.parametrize(
    ("seconds", "zone", "text"),
    [
        (BUILT, "America/New_York", "2026-11-23T10:49:43-05:00"),
        (BUILT, "Asia/Kolkata", "2026-11-23T21:19:43+05:30"),
        (BUILT, "Europe/London", "2026-11-23T15:49:43Z"),
        (-62_135_596_800, "America/New_York", "0000-12-31T19:03:58-04:56"),
        (-62_167_305_600, "UTC", "-0001-12-31T00:00:00Z"),
        (253_402_387_199, "UTC", "10000-01-01T23:59:59Z"),
        (-4_000_000_000, "Europe/London", "1843-03-31T16:52:05-00:01"),
    ],
)
def test_times_in_zones(seconds: int, zone: str, text: str) -> None:
    assert format_time(seconds, ZoneInfo(zone)) == text


def test_the_local_zone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    try:
        rows = [row(), row(created=-62_135_596_800)]
        assert rendered(rows, "{{.CreatedAt}}", zone=None) == (
            "2026-11-23T10:49:43-05:00\n0000-12-31T19:03:58-04:56\n"
        )
    finally:
        monkeypatch.undo()
        time.tzset()


@given(st.datetimes(datetime(2, 1, 1), datetime(9998, 1, 1)), st.integers(-1439, 1439))  # noqa: DTZ001
def test_times_read_back(moment: datetime, minutes: int) -> None:
    moment = moment.replace(microsecond=0, tzinfo=UTC)
    seconds = (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(seconds=1)
    text = format_time(seconds, timezone(timedelta(minutes=minutes)))
    assert datetime.fromisoformat(text) == moment


# --- anything at all

texts = st.text(st.characters(exclude_categories=[]), max_size=60)
rows_of_anything = st.lists(
    st.builds(
        row, texts, st.none() | st.integers(0, 2**63 - 1), st.none() | st.integers(-(2**36), 2**38),
        texts,
    ),
    max_size=5,
)  # fmt: skip


@given(rows_of_anything, st.booleans(), st.booleans())
def test_every_row_is_there_as_json(rows: list[HistoryRow], trunc: bool, human: bool) -> None:
    lines = rendered(rows, "json", trunc=trunc, human=human).split("\n")[:-1]
    assert len(lines) == len(rows)
    for line, each in zip(lines, rows, strict=True):
        read = json.loads(line)
        assert list(read) == ["Comment", "CreatedAt", "CreatedBy", "CreatedSince", "ID", "Size"]
        assert len(read["Comment"]) == len(each.comment)
        assert human or int(read["Size"]) == (each.size or 0)


@given(rows_of_anything)
def test_a_terminal_gets_no_control_character(rows: list[HistoryRow]) -> None:
    text = rendered(rows, trunc=False, visible=True)
    assert text.count("\n") == len(rows) + 1
    categories = {unicodedata.category(char) for char in text.replace("\n", "")}
    assert not categories & {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    assert encode(text).decode() == text
