"""What the container's terminal keeps, however much is printed."""

from __future__ import annotations

from inspector.ui.session.transcript import Transcript


def texts(transcript: Transcript) -> list[str]:
    return [transcript.text(line) for line in range(len(transcript))]


def test_lines_come_in_their_order_with_their_tones() -> None:
    transcript = Transcript()
    transcript.add("one\ntwo\n")
    transcript.add("", "lines--dim")
    assert texts(transcript) == ["one", "two", ""]
    assert [transcript.tone(line) for line in range(3)] == ["", "", "lines--dim"]
    copy = transcript.snapshot(80)
    transcript.clear()
    assert texts(transcript) == []
    assert texts(copy) == ["one", "two", ""]


def test_the_newest_are_kept_and_how_many_are_not_is_said() -> None:
    transcript = Transcript()
    transcript.add("\n".join(map(str, range(6000))))
    assert texts(transcript)[:2] == ["… 1,000 earlier lines are not kept", "1000"]
    assert texts(transcript)[-1] == "5999"
    transcript.add("x" * 50_000)
    assert texts(transcript)[-1].endswith("… (+30,000 more characters)")
    for _ in range(100):
        transcript.add("y" * 20_000)
    assert sum(map(len, texts(transcript))) < 1_100_000


def test_prose_is_broken_at_words_and_nothing_else() -> None:
    transcript = Transcript()
    transcript.add("one two three", "lines--note")
    transcript.add("one two three", "")
    copy = transcript.snapshot(8, {"lines--note"})
    assert texts(copy) == ["one two", "  three", "one two three"]


def test_prose_is_broken_by_its_cells() -> None:
    transcript = Transcript()
    transcript.add("复制上来 /etc/hostname；没有释放空间", "lines--note")
    lines = texts(transcript.snapshot(20, {"lines--note"}))
    assert lines == ["复制上来", "  /etc/hostname；没", "  有释放空间"]
