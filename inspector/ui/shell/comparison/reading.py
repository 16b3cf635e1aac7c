"""Reads the other image, and compares it with the one on the screen. For a thread."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from inspector import garbage
from inspector.analyses.audit import AuditOptions, audit
from inspector.analyses.base_image import base_image, remembered_base
from inspector.analyses.comparison import compare
from inspector.analyses.comparison.causes import explained
from inspector.analyses.sizes import directory_sizes
from inspector.reading.image import Processes
from inspector.rules.compared import compared
from inspector.rules.rule_set import RuleSet
from inspector.tree import Tree
from inspector.ui.session.changes import layer_changes
from inspector.ui.session.compared import BOTH, ComparedSession, side_of
from inspector.ui.session.session import Session
from inspector.ui.shell.image_job import LayerProgress, Progressing, merge_layer

if TYPE_CHECKING:
    from inspector.analyses.audit import Audit
    from inspector.rules.compared import Compared
    from inspector.ui.kit.jobs import Job
    from inspector.ui.session.messages import ComparisonOpened


def read_old(listener: Progressing, asked: ComparisonOpened, job: Job) -> Session:
    """Read the old image. Raises CancelledError."""
    new = asked.session
    old = Session(asked.reference, asked.old, Tree(), new.now, new.memory)
    old.base = base_image(asked.old, remembered_base(new.memory.bases, asked.old))
    new.compared.append(old)
    progress = LayerProgress(listener, asked.old, job)
    with garbage.growing_tree() as freeze:
        for layer in asked.old.read_layers(progress.of, new.cache, processes=Processes.NONE):
            progress.merging(layer)
            old.merge(layer.index, merge_layer(old, layer))
            freeze()
            progress.done(layer)
    return old


def compare_both(old: Session, asked: ComparisonOpened, job: Job) -> ComparedSession:
    """Compare files and configurations of both images, which are read. Raises CancelledError."""
    job.check()
    new = asked.session
    with new.lock:
        found = compare(side_of(old), side_of(new), asked.left_out)
    if new.cache is not None:
        for layer in found.both.fingerprinted():
            new.cache.keep_fingerprints(layer.data, layer.scan)
    session = ComparedSession(old, new, explained(found))
    for each in (old, session):
        each.sizes = directory_sizes(each.tree)
    session.keep_changes(layer_changes(session.tree, BOTH, session.new_contents()))
    _ = session.changes_by_node, session.verdict  # of many files the screen would wait for them
    return session


def find_audited(session: ComparedSession, job: Job) -> Compared:
    """Find what differs in packages and findings. Raises CancelledError."""
    ignored = session.comparison.ignored.globs
    options = AuditOptions(exclude=ignored, packages=True, unowned=False, dive=False)

    def audited(side: Session) -> Audit:
        job.check()
        with side.lock:
            contents = side.new_contents()
            return audit(
                side.reference, side.image, side.tree, contents, side.base, options=options
            )

    old, new = map(audited, session.sides)
    today = session.now.astimezone(UTC).date()
    return compared(session.comparison, old, new, RuleSet(), today)
