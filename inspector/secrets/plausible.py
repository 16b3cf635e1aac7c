"""Whether a value is a secret or stands for one: ``changeme``, ``${VAR}``, ``xxxx``, ``<key>``."""

from __future__ import annotations

import re
from collections import Counter
from math import log2

# Shorter ones are flags and numbers.
_LEAST = 4
_LONGEST = 8192
# Bits a character: random base62 of 20 characters has 4, hexadecimal 3.4; repeated words have less.
_LEAST_ENTROPY = 2.7
# Compiled when they are needed, as hardly any image needs them.
_STANDS_FOR = rb"""(?ix)
    [$%]\{ | \$\( | ^\$\w*$ | \{\{ | ^\{(?!\s*") | ^< | >$ | ^%\w+%$ | ^%\( | ^@\w+@$ | ^\[
    | \*{3} | \.\.\. | ^!?(?:reference|vault)\b | ^env: | ^enc\[ | ^ref\+
    | change.?(?:me|it|this) | dummy | enter.?your | example | fixme | ^fake | insert.?(?:your|here)
    | not.?a.?real | not.?set | placeholder | put.?(?:your|a)\b | redacted
    | replace.?(?:me|this|with) | sample | to.?be.?(?:set|defined|filled) | ^todo\b | ^unused
    | ^your_ | xxxx | yyyy | zzzz
    | your[-_ ]?(?:\w+[-_ ])*(?:access|account|api|client|key|own|pass|pwd|secret|token|value)
    | ^(?:config|ctx|data|env|github|local|os|process|secrets|self|settings|this|var)\.\w
    | ^(?:base64|concat|env|file|getenv|lookup|null)\(
    | ^/(?:app|bin|dev|etc|home|mnt|opt|proc|root|run|secrets|srv|tmp|usr|var)(?:/|$)
    | ^(?:file|https?):/*+ (?![^/@\s]*:[^/@\s]*@) | ^(?:\./|\.\./|~/) | ^[A-Za-z]:\\
    """
# What is written where a password must stand, and says that it is none.
_WORDS = frozenset(
    (
        b"admin administrator always api_key apikey ask auto bar basic baz bearer cookie "
        b"default dev disabled elastic empty enabled false foo foobar guest header hidden "
        b"hunter1 ident inherit jwt key keyring letmein local localhost mariadb masked md5 "
        b"minio mongo mongodb my_password my_secret mypassword mysecret mysql mytoken never nil "
        b"no none null oauth oauth2 off on optional p@ssw0rd pass pass1234 passw0rd passwd "
        b"password password1 password123 peer plain postgres postgresql prompt rabbitmq redis "
        b"required root scram-sha-256 secret secret_key secretkey some_password somepassword "
        b"stdin str string test test123 tester testing testpass testpassword tests text token "
        b"toor true trust undefined unset user username value yes "
    ).split()
)
_SAMPLE = rb"(?is)example|xxxx|redacted|your[-_]?(?:api|key|token|secret|own)|(.)\1{7}"
_PLAIN_NUMBER = rb"[-+]?[0-9]{1,5}(?:\.[0-9]+)?[a-z]{0,2}"


def is_plausible(value: bytes) -> bool:
    """Whether a value that a telling name is given may be a secret."""
    if not _LEAST <= len(value) <= _LONGEST or is_placeholder(value):
        return False
    return re.fullmatch(_PLAIN_NUMBER, value) is None and len(set(value)) > 2


def is_placeholder(value: bytes) -> bool:
    """Whether a value stands for another one that is not told."""
    return value.lower() in _WORDS or re.search(_STANDS_FOR, value[:256]) is not None


def is_random(value: bytes) -> bool:
    """Whether a value of a known form looks made at random, not written as a sample."""
    return not is_sample(value) and entropy(value) >= _LEAST_ENTROPY


def is_sample(value: bytes) -> bool:
    """Whether a value of a known form says itself that it is one to be replaced."""
    return re.search(_SAMPLE, value[:200]) is not None


def entropy(value: bytes) -> float:
    """Return Shannon's entropy in bits a byte."""
    size = len(value)
    return -sum(count / size * log2(count / size) for count in Counter(value).values())
