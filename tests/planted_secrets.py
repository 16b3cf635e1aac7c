"""Secrets to plant, made from parts while the tests run: no scanner finds any in this repository.

Every value is random and is none of anyone's. Each maker is given the source of randomness.
"""

from __future__ import annotations

import base64
import json
import string
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

LETTERS = string.ascii_letters
B62 = LETTERS + string.digits
HEX = "0123456789abcdef"
UPPER = string.ascii_uppercase + string.digits
BASE32 = string.ascii_uppercase + "234567"
BECH32 = "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L"


def seeded(seed: int) -> Random:
    """Return a source of randomness that gives the same values on every run."""
    return Random(seed)  # noqa: S311 - secrets of no one


def some(random: Random, alphabet: str, size: int) -> str:
    """Return random characters."""
    return "".join(random.choices(alphabet, k=size))


def _after(head: str, alphabet: str, size: int) -> Callable[[Random], str]:
    return lambda random: head + some(random, alphabet, size)


def _json_web_token(random: Random) -> str:
    parts = ({"alg": "HS256", "typ": "JWT"}, {"sub": some(random, HEX, 12), "iat": 1_700_000_000})
    told = [
        base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts
    ]
    return ".".join((*told, some(random, B62, 43)))


TOKENS: dict[str, Callable[[Random], str]] = {
    "AWS access key ID": _after("AK" + "IA", BASE32, 16),
    "GitHub token": _after("gh" + "p_", B62, 36),
    "GitHub token, fine-grained": lambda random: (
        f"github{'_pat_'}{some(random, B62, 22)}_{some(random, B62, 59)}"
    ),
    "GitHub token, OAuth": _after("gh" + "o_", B62, 36),
    "GitLab token": _after("gl" + "pat-", B62, 20),
    "Google API key": _after("AI" + "za", B62, 35),
    "Google OAuth secret": _after("GOC" + "SPX-", B62, 28),
    "Slack token": lambda random: (
        f"xo{'xb'}-{some(random, string.digits, 12)}-{some(random, string.digits, 12)}"
        f"-{some(random, B62, 24)}"
    ),
    "Slack webhook": lambda random: (
        f"https://hooks.slack.{'com/services'}/T{some(random, UPPER, 8)}/B{some(random, UPPER, 10)}"
        f"/{some(random, B62, 24)}"
    ),
    "Discord webhook": lambda random: (
        f"https://discord.{'com/api/webhooks'}/{some(random, string.digits[1:], 18)}"
        f"/{some(random, B62, 68)}"
    ),
    "Stripe key": _after("sk" + "_live_", B62, 24),
    "Stripe key, restricted": _after("rk" + "_live_", B62, 24),
    "npm token": _after("np" + "m_", B62, 36),
    "PyPI token": _after("py" + "pi-AgEIcHlwaS5vcmc", B62, 160),
    "Docker Hub token": _after("dckr" + "_pat_", B62, 27),
    "Anthropic API key": _after("sk-" + "ant-api03-", B62, 93),
    "OpenAI API key": lambda random: (
        f"sk-{'proj-'}{some(random, B62, 40)}T3Blbk{'FJ'}{some(random, B62, 40)}"
    ),
    "SendGrid API key": lambda random: f"S{'G.'}{some(random, B62, 22)}.{some(random, B62, 43)}",
    "Twilio API key": _after("S" + "K", HEX, 32),
    "Azure storage key": lambda random: (
        f"DefaultEndpointsProtocol=https;AccountName=shop;Account{'Key='}{some(random, B62, 86)}=="
    ),
    "Vault token": _after("hv" + "s.", B62, 90),
    "HCP Terraform token": lambda random: (
        f"{some(random, B62, 14)}.atlas{'v1.'}{some(random, B62, 67)}"
    ),
    "DigitalOcean token": _after("dop" + "_v1_", HEX, 64),
    "Heroku API key": _after("HRKU-" + "AA", B62, 58),
    "Shopify token": _after("shp" + "at_", HEX, 32),
    "Telegram bot token": lambda random: (
        f"{some(random, string.digits[1:], 10)}:A{'A'}{some(random, B62, 33)}"
    ),
    "Hugging Face token": _after("h" + "f_", LETTERS, 34),
    "Databricks token": _after("da" + "pi", HEX, 32),
    "Grafana token": lambda random: f"gl{'sa_'}{some(random, B62, 32)}_{some(random, HEX, 8)}",
    "RubyGems key": _after("ruby" + "gems_", HEX, 48),
    "Linear API key": _after("lin" + "_api_", B62, 40),
    "New Relic key": _after("NR" + "AK-", UPPER, 27),
    "Pulumi token": _after("pu" + "l-", HEX, 40),
    "Postman API key": lambda random: f"PM{'AK-'}{some(random, HEX, 24)}-{some(random, HEX, 34)}",
    "age key": _after("AGE-SECRET" + "-KEY-1", BECH32, 58),
    "JSON web token": _json_web_token,
    "URL with a password": lambda random: (
        f"postgres://shop:{some(random, B62, 16)}@db.internal:5432/shop"
    ),
}


def _armored(kind: str, head: bytes) -> Callable[[Random], str]:
    def make(random: Random) -> str:
        text = base64.b64encode(head + random.randbytes(600)).decode()
        lines = "\n".join(text[at : at + 64] for at in range(0, len(text), 64))
        return f"-----{'BEGIN'} {kind}-----\n{lines}\n-----END {kind}-----\n"

    return make


def _putty_key(random: Random) -> str:
    return (
        f"PuTTY-User{'-Key-File'}-2: ssh-rsa\nEncryption: none\nComment: x\nPublic-Lines: 1\n"
        f"{some(random, B62, 64)}\nPrivate-Lines: 2\n"
        f"{some(random, B62, 64)}\n{some(random, B62, 64)}\n"
        "Private-MAC: 0\n"
    )


KEYS: dict[str, Callable[[Random], str]] = {
    "RSA private key": _armored("RSA PRIVATE" + " KEY", b"\x30\x82\x02\x5b"),
    "EC private key": _armored("EC PRIVATE" + " KEY", b"\x30\x77\x02\x01"),
    "private key": _armored("PRIVATE" + " KEY", b"\x30\x82\x02\x5b"),
    "private key, encrypted": _armored("ENCRYPTED PRIVATE" + " KEY", b"\x30\x82\x02\x5b"),
    "OpenSSH private key": _armored(
        "OPENSSH PRIVATE" + " KEY",
        b"openssh-key-v1\0\0\0\0\x04none\0\0\0\x04none\0\0\0\0\0\0\0\x01\0\0\0\x68\0\0\0\x13",
    ),
    "OpenSSH private key, encrypted": _armored(
        "OPENSSH PRIVATE" + " KEY", b"openssh-key-v1\0\0\0\0\x0aaes256-ctr\0\0\0\x06bcrypt"
    ),
    "PGP private key": _armored("PGP PRIVATE" + " KEY BLOCK", b"\x95\x03"),
    "PuTTY private key": _putty_key,
}


@dataclass(frozen=True)
class Planted:
    """A file that holds secrets: ``{}`` in its text stands for a random password."""

    path: str
    text: str

    def filled(self, random: Random) -> tuple[str, list[str]]:
        """Return the text with passwords of its own, and those."""
        values = [some(random, B62, 20) for _ in range(self.text.count("{}"))]
        parts = self.text.split("{}")
        return "".join(
            part + value for part, value in zip(parts, [*values, ""], strict=True)
        ), values


FILES = (
    Planted("srv/app/.env", "DEBUG=true\nDB_PASSWORD={}\nexport API_TOKEN='{}'\n"),
    Planted("srv/app/.env.production", "SECRET_KEY_BASE={}\n"),
    Planted("root/.netrc", "machine git.internal login deploy password {}\n"),
    Planted("root/.npmrc", "//registry.internal/:_authToken={}\n"),
    Planted("root/.pypirc", "[pypi]\nusername = deploy\npassword = {}\n"),
    Planted("root/.git-credentials", "https://deploy:{}@git.internal\n"),
    Planted("root/.aws/credentials", "[default]\naws_secret_access_key = {}aB3/xY7+qLmN5oP9rS1t\n"),
    Planted("root/.docker/config.json", '{"auths": {"registry.internal": {"auth": "{}"}}}\n'),
    Planted("root/.kube/config", "users:\n- name: admin\n  user:\n    token: {}\n"),
    Planted("root/.pgpass", "db.internal:5432:shop:shop:{}\n"),
    Planted("root/.my.cnf", "[client]\nuser=root\npassword={}\n"),
    Planted("var/www/html/wp-config.php", "<?php\ndefine( 'DB_PASSWORD', '{}' );\n"),
    Planted("etc/apache2/.htpasswd", "admin:$apr1$x8Qm2LkP${}ab\n"),
    Planted("root/.bash_history", "ls\nmysql -u root -p{}\nexport GITHUB_TOKEN={}\n"),
    Planted("root/.vault-token", "{}\n"),
    Planted("root/.m2/settings.xml", "<server><id>x</id>\n<password>{}</password></server>\n"),
    Planted("srv/app/config/database.yml", "production:\n  password: {}\n"),
)
# What looks like secrets, and is none.
HARMLESS = (
    Planted(
        "srv/app/.env",
        "DB_PASSWORD=changeme\nAPI_TOKEN=${API_TOKEN}\nSECRET_KEY=<your-secret>\n"
        "AUTH_TOKEN=xxxxxxxxxxxx\nPASSWORD_FILE=/run/secrets/db\nTOKEN_TTL=3600\nJWT_SECRET=\n"
        "ADMIN_PASSWORD=password\nDATABASE_URL=postgres://user:password@localhost/db\n"
        "OTHER_PASSWORD=********\nAWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n",
    ),
    Planted("srv/app/.env.example", "DB_PASSWORD=Sup3rUnlikely99\n"),
    Planted("root/.npmrc", "//npm.example.com/:_authToken=${NPM_TOKEN}\nfund=false\n"),
    Planted("root/.docker/config.json", '{"credsStore": "desktop", "auths": { }}\n'),
    Planted("root/.aws/credentials", "[default]\naws_access_key_id = AKIA" + "IOSFODNN7EXAMPLE\n"),
    Planted(
        "etc/ssl/certs/site.pem", "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
    ),
    Planted("srv/app/README", "use ghp_" + "x" * 36 + " and https://user:pass@example.com/\n"),
    Planted(
        "srv/app/keys.py",
        'HEAD = "-----BEGIN RSA PRIVATE' + ' KEY-----"\nEND = "-----END RSA PRIVATE KEY-----"\n',
    ),
    Planted("root/.pgpass", "# host:port:database:user:password\n"),
)
