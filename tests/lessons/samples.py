"""Lessons for tests, and containers of their images."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.container.filesystem import Filesystem
from inspector.container.shell import Shell
from inspector.lessons.catalogue import image_path
from inspector.lessons.goal import goal_stack, prepare
from inspector.lessons.reader import read_lesson
from tests.container.imagined import NOW, container_of

if TYPE_CHECKING:
    from inspector.lessons.goal import GoalStack
    from inspector.lessons.model import Lesson

TEXT = """
order = 3
minutes = 5
image = "deletion.tar"
[goal]
commands = ["rm /etc/motd"]
[[conditions]]
id = "seen"
kind = "looking"
layer = 1
[[conditions]]
id = "hidden"
kind = "upper"
path = "/etc/motd"
type = "whiteout"
[[conditions]]
id = "reached"
kind = "goal"
[[solution]]
keys = ["down"]
says = {en = "Look.", zh_CN = "看。"}
[[solution]]
run = "rm /etc/motd"
[text.en]
title = "A title"
task = "A task."
hints = ["a", "b", "c"]
solved = "It was shown."
conditions = {seen = "You see it.", hidden = "It is hidden.", reached = "Only that."}
[text.zh_CN]
title = "标题"
task = "任务。"
hints = ["甲", "乙", "丙"]
solved = "看到了。"
conditions = {seen = "看到了它。", hidden = "它被遮住了。", reached = "仅此而已。"}
"""


def lesson(text: str = TEXT) -> Lesson:
    """Return the lesson of a text, sample.toml."""
    return read_lesson(text, "sample.toml")


class Trial:
    """A container of a lesson's image, as it is when the lesson begins."""

    def __init__(self, tried: Lesson) -> None:
        found = container_of(image_path(tried), name=tried.tag)
        parts = (found.image, found.tree, found.contents)
        self.goal: GoalStack | None = goal_stack(tried, *parts)
        self.filesystem = Filesystem(*parts, lambda: NOW, tried.volumes)
        self.shell = Shell(self.filesystem)
        prepare(tried, self.shell)
