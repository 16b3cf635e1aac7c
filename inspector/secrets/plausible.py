"""Whether a value is a secret or stands for one: ``changeme``, ``${VAR}``, ``xxxx``, ``<token>``."""

from __future__ import annotations

import re
from collections import Counter
from math import log2

# Shorter ones are flags and numbers.
_LEAST = 4
_LONGEST = 8192
# Bits a character: random base62 of 20 characters has 4, hexadecimal 3.4; repeated words have less.
_LEAST_ENTROPY = 2.7
_STANDS_FOR = re.compile(
    rb"""[$%]\{ | \$\( | ^\$\w*$ | \{\{ | ^\{ | ^< | >$ | ^%\w+%$ | ^%\( | ^@\w+@$ | ^\[ | ^\*+$ | \*{3} | \.\.\.
    | ^!?(?:reference|vault)\b | ^env: | ^enc\[ | ^ref\+
    | example | sample | dummy | placeholder | change.?(?:me|it|this) | replace.?(?:me|this|with) | redacted
    | to.?be.?(?:set|defined|filled) | put.?(?:your|a)\b | insert.?(?:your|here) | your[-_ ]?(?:\w+[-_ ])*
      (?:api|key|token|secret|pass|pwd|value|access|client|account|own)
    | enter.?your | ^your_ | not.?a.?real | not.?set | ^todo\b | fixme | ^unused | ^fake | xxxx | yyyy | zzzz
    | ^(?:os|process|config|settings|self|this|ctx|env|secrets|var|local|data|github)\.\w
    | ^(?:getenv|env|lookup|file|base64|null|concat)\(
    | ^/(?:run|etc|var|usr|opt|home|root|tmp|secrets|mnt|app|srv|proc|dev|bin)(?:/|$)
    | ^(?:file|https?):/*+ (?![^/@\s]*:[^/@\s]*@) | ^(?:\./|\.\./|~/) | ^[A-Za-z]:\\
    """,
    re.IGNORECASE | re.VERBOSE,
)
# What is written where a password must stand, and says that it is none.
_WORDS = frozenset(
    b"password passwd pass secret token key apikey api_key test testing tests tester testpass testpassword"
    b" test123 admin administrator root toor user username guest default none null nil undefined true"
    b" false yes no on off enabled disabled required optional postgres postgresql mysql mariadb mongo mongodb"
    b" redis rabbitmq minio elastic foobar foo bar baz string str text hidden masked empty unset auto plain"
    b" basic bearer prompt stdin ask keyring pass1234 mypassword mysecret mytoken my_password my_secret"
    b" secretkey secret_key somepassword some_password p@ssw0rd passw0rd password1 password123 letmein"
    b" hunter1 value dev local localhost never always inherit header cookie jwt oauth oauth2 md5 trust"
    b" scram-sha-256 peer ident".split()
)
_SAMPLE = re.compile(
    rb"example|xxxx|redacted|your[-_]?(?:api|key|token|secret|own)|(.)\1{7}",
    re.IGNORECASE | re.DOTALL,
)
_PLAIN_NUMBER = re.compile(rb"[-+]?[0-9]{1,5}(?:\.[0-9]+)?[a-z]{0,2}")


def is_plausible(value: bytes) -> bool:
    """Whether a value that a telling name is given may be a secret."""
    if not _LEAST <= len(value) <= _LONGEST or is_placeholder(value):
        return False
    return _PLAIN_NUMBER.fullmatch(value) is None and len(set(value)) > 2


def is_placeholder(value: bytes) -> bool:
    """Whether a value stands for another one that is not told."""
    return value.lower() in _WORDS or _STANDS_FOR.search(value[:256]) is not None


def is_random(value: bytes) -> bool:
    """Whether a value of a known form looks made at random, not written as a sample."""
    return not is_sample(value) and entropy(value) >= _LEAST_ENTROPY


def is_sample(value: bytes) -> bool:
    """Whether a value of a known form says itself that it is one to be replaced."""
    return _SAMPLE.search(value[:200]) is not None


def entropy(value: bytes) -> float:
    """Return Shannon's entropy in bits a byte."""
    size = len(value)
    return -sum(count / size * log2(count / size) for count in Counter(value).values())
