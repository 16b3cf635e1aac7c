"""The part of SARIF 2.1.0 that is written, by the names of its specification."""

from __future__ import annotations

import msgspec


class _Node(msgspec.Struct, frozen=True, rename="camel", omit_defaults=True):
    """What is not set is not written."""


class Message(_Node, frozen=True):
    """Text for people (section 3.11)."""

    text: str


class ArtifactLocation(_Node, frozen=True):
    """A file, by a URI relative to a base (3.4)."""

    uri: str | None = None
    uri_base_id: str | None = None
    description: Message | None = None


class Region(_Node, frozen=True):
    """Lines of a file, counted from 1 (3.30)."""

    start_line: int
    end_line: int | None = None


class PhysicalLocation(_Node, frozen=True):
    """A place in a file (3.29)."""

    artifact_location: ArtifactLocation
    region: Region | None = None


class LogicalLocation(_Node, frozen=True):
    """A layer or an image by its name (3.33)."""

    name: str
    fully_qualified_name: str
    kind: str


class Location(_Node, frozen=True):
    """Where a result is (3.28)."""

    physical_location: PhysicalLocation | None = None
    logical_locations: tuple[LogicalLocation, ...] = ()
    message: Message | None = None


class Suppression(_Node, frozen=True):
    """Why a result does not count (3.35)."""

    kind: str
    justification: str


class ResultProperties(_Node, frozen=True):
    """What SARIF has no field for; sizes are bytes."""

    bytes: int | None = None
    layer: int | None = None
    hidden_by: int | None = None
    paths: int | None = None


class Result(_Node, frozen=True):
    """One thing that is wrong (3.27)."""

    rule_id: str
    rule_index: int
    level: str
    message: Message
    locations: tuple[Location, ...]
    related_locations: tuple[Location, ...] = ()
    partial_fingerprints: dict[str, str] = {}
    suppressions: tuple[Suppression, ...] = ()
    properties: ResultProperties | None = None


class Configuration(_Node, frozen=True):
    """How severe a rule's results are (3.50)."""

    level: str


class RuleProperties(_Node, frozen=True):
    """What code hosts sort rules by."""

    tags: tuple[str, ...]


class ReportingDescriptor(_Node, frozen=True):
    """A rule and its help (3.49)."""

    id: str
    name: str
    short_description: Message
    full_description: Message
    help: Message
    default_configuration: Configuration
    properties: RuleProperties
    help_uri: str | None = None


class Notification(_Node, frozen=True):
    """What went wrong in the run itself (3.58)."""

    level: str
    message: Message


class Invocation(_Node, frozen=True):
    """Whether the run went well (3.20)."""

    execution_successful: bool
    tool_execution_notifications: tuple[Notification, ...] = ()


class Driver(_Node, frozen=True):
    """The tool and its rules (3.19)."""

    name: str
    semantic_version: str
    rules: tuple[ReportingDescriptor, ...]


class Tool(_Node, frozen=True):
    """The program that wrote the log (3.18)."""

    driver: Driver


class AutomationDetails(_Node, frozen=True):
    """What tells the runs of one log apart (3.17)."""

    id: str


class Run(_Node, frozen=True):
    """The results for one image (3.14)."""

    tool: Tool
    invocations: tuple[Invocation, ...]
    results: tuple[Result, ...] | None = None
    automation_details: AutomationDetails | None = None
    original_uri_base_ids: dict[str, ArtifactLocation] = {}


class Log(msgspec.Struct, frozen=True):
    """The whole file (3.13)."""

    schema: str = msgspec.field(name="$schema")
    version: str = "2.1.0"
    runs: tuple[Run, ...] = ()
