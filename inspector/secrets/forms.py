"""The forms of tokens that can be told by how they begin, as their makers document them."""

from __future__ import annotations

import re
from collections.abc import Callable

import msgspec

from inspector.secrets.checks import is_json_web_token, is_login
from inspector.secrets.plausible import is_random

TokenCheck = Callable[[re.Match[bytes]], bool]
_FREE = rb"(?<!\w)"
_END = rb"(?![\w-])"


def _random(match: re.Match[bytes]) -> bool:
    return is_random(match["value"])


class TokenForm(msgspec.Struct, frozen=True):
    """How the values of one kind look.

    Attributes:
        what: Its name for people.
        starts: What an automaton looks for.
        pattern: A regular expression with length and alphabet; the secret is its group ``value``.
            Compiled when it is needed: most images need few.
        check: What else it must fulfil.
        behind: How many bytes of the value may lie in front of what was looked for.

    """

    what: str
    starts: tuple[bytes, ...]
    pattern: bytes
    check: TokenCheck = _random
    behind: int = 0


def _form(
    what: str, starts: str, tail: bytes, check: TokenCheck = _random, *, end: bytes = _END
) -> TokenForm:
    """Return a form whose values begin with one of ``starts``, followed by ``tail``."""
    heads = tuple(starts.encode().split())
    head = b"|".join(map(re.escape, heads))
    pattern = _FREE + b"(?P<value>(?:" + head + b")(?:" + tail + b"))" + end
    return TokenForm(what, heads, pattern, check)


_B62 = rb"[A-Za-z0-9]"
_URL64 = rb"[\w-]"

FORMS = (
    _form("AWS access key ID", "AKIA ASIA ABIA ACCA", rb"[A-Z2-7]{16}"),
    _form("GitHub token", "ghp_ gho_ ghu_ ghs_ ghr_", _B62 + rb"{36,251}"),
    _form("GitHub token", "github_pat_", _B62 + rb"{22}_[A-Za-z0-9]{59}"),
    _form("GitLab token", "glpat- glptt- gldt- glrt- glcbt- glsoat-", rb"[A-Za-z0-9_.-]{20,60}"),
    _form("Google API key", "AIza", _URL64 + rb"{35}"),
    _form("Google OAuth secret", "GOCSPX-", _URL64 + rb"{28}"),
    _form("Slack token", "xoxa- xoxb- xoxc- xoxd- xoxe- xoxp- xoxr- xoxs-", rb"[\w-]{20,250}"),
    _form("Slack app token", "xapp-", rb"[0-9]-[A-Z0-9]+-[0-9]+-[a-z0-9]{32,80}"),
    TokenForm(
        "Slack webhook",
        (b"hooks.slack.com/",),
        rb"(?P<value>hooks\.slack\.com/(?:services|workflows|triggers)"
        rb"/[A-Z0-9]{8,12}/[A-Z0-9]{8,12}/[A-Za-z0-9]{20,30})",
    ),
    TokenForm(
        "Discord webhook",
        (b"/api/webhooks/",),
        rb"(?P<value>discord(?:app)?\.com/api/webhooks/[0-9]{17,20}/[A-Za-z0-9_-]{60,80})",
        behind=16,
    ),
    _form("Stripe key", "sk_live_ rk_live_", _B62 + rb"{24,247}"),
    _form("Stripe test key", "sk_test_ rk_test_", _B62 + rb"{24,247}"),
    _form("npm token", "npm_", _B62 + rb"{36}"),
    _form("PyPI token", "pypi-AgEIcHlwaS5vcmc pypi-AgENdGVzdC5weXBpLm9yZ", _URL64 + rb"{50,1000}"),
    _form("Docker Hub token", "dckr_pat_ dckr_oat_", _URL64 + rb"{27,32}"),
    _form("Anthropic API key", "sk-ant-", _URL64 + rb"{80,120}"),
    _form(
        "OpenAI API key",
        "sk-proj- sk-svcacct- sk-admin- sk-",
        rb"[\w-]{20,100}T3BlbkFJ[\w-]{20,100}|(?=[a-zA-Z0-9]*[0-9])(?=[a-z0-9]*[A-Z])[A-Za-z0-9]{48}",
    ),
    _form("OpenAI API key", "sk-proj- sk-svcacct- sk-admin-", _URL64 + rb"{40,200}"),
    _form("SendGrid API key", "SG.", rb"[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}"),
    _form("Twilio API key", "SK", rb"[0-9a-f]{32}"),
    _form("Azure storage key", "AccountKey=", rb"[A-Za-z0-9+/]{86}==", end=b""),
    _form("Vault token", "hvs. hvb. hvr.", _URL64 + rb"{24,300}"),
    TokenForm(
        "HCP Terraform token",
        (b".atlasv1.",),
        rb"(?<![A-Za-z0-9])(?P<value>[A-Za-z0-9]{14}\.atlasv1\.[\w=-]{60,70})(?![\w-])",
        behind=14,
    ),
    _form("DigitalOcean token", "dop_v1_ doo_v1_ dor_v1_", rb"[0-9a-f]{64}"),
    _form("Heroku API key", "HRKU-", rb"AA[A-Za-z0-9_-]{58}|[0-9a-f-]{36}"),
    _form("Shopify token", "shpat_ shpss_ shpca_ shppa_", rb"[0-9a-fA-F]{32}"),
    TokenForm(
        "Telegram bot token",
        (b":AA",),
        rb"(?<![0-9A-Za-z])(?P<value>[0-9]{8,10}:AA[A-Za-z0-9_-]{33})(?![A-Za-z0-9_-])",
        behind=10,
    ),
    _form("Hugging Face token", "hf_ api_org_", rb"[A-Za-z]{34}"),
    _form("Databricks token", "dapi", rb"[0-9a-f]{32}(?:-[0-9])?"),
    _form("Grafana token", "glsa_", rb"[A-Za-z0-9]{32}_[0-9a-fA-F]{8}"),
    _form("Grafana Cloud token", "glc_", rb"[A-Za-z0-9+/]{32,400}={0,2}", end=b""),
    _form("RubyGems key", "rubygems_", rb"[0-9a-f]{48}"),
    _form("Linear API key", "lin_api_", _B62 + rb"{40}"),
    _form("New Relic key", "NRAK-", rb"[A-Z0-9]{27}"),
    _form("Atlassian token", "ATATT3", rb"[A-Za-z0-9_=-]{180,200}"),
    _form("Tailscale key", "tskey-", rb"(?:auth|api|client)-[A-Za-z0-9]+-[A-Za-z0-9]{20,60}"),
    _form("Pulumi token", "pul-", rb"[0-9a-f]{40}"),
    _form("Postman API key", "PMAK-", rb"[0-9a-f]{24}-[0-9a-f]{34}"),
    _form("Sentry token", "sntrys_ sntryu_", rb"[A-Za-z0-9_=+/-]{60,400}", end=b""),
    _form("age key", "AGE-SECRET-KEY-1", rb"[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}"),
    TokenForm(
        "JSON web token",
        (b"eyJ",),
        rb"(?<![\w.-])(?P<value>eyJ[\w-]{10,2000}\.eyJ[\w-]{10,4000}\.[\w-]{20,1500})(?![\w-])",
        is_json_web_token,
    ),
    TokenForm(
        "URL with a password",
        (b"://",),
        rb"://(?P<user>[^\s/:@\"'`<>\\,;()|]{0,100}):(?P<value>[^\s/@\"'`<>\\|]{3,200})"
        rb"@(?P<host>[A-Za-z0-9_.\-\[\]$\{]+)",
        is_login,
    ),
)  # fmt: skip
