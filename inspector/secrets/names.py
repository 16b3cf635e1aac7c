"""Names that tell: of variables that hold secrets, and of files that hold some."""

from __future__ import annotations

import re
from functools import lru_cache

# Patterns are texts, compiled when they are needed: few images need them, each takes a millisecond.

# The last words of a name that is given a secret, as one text: ``dbPassword`` is DB_PASSWORD.
_SECRET_NAME = r"""(?x)(?:^|_)(?:
      PASS | PASSCODE | PASSPHRASE | PASSWORT | \w*PASSWORD | \w*PASSWD | (?<=_)PWD | (?<=_)PW
    | \w*TOKEN | \w*SECRET | SECRETS?_(?:VALUE|STRING) | CREDENTIALS? | APIKEY
    | (?:ACCESS|ACCOUNT|API|APP|AUTH|CLIENT|COOKIE|CRYPTO?|DEPLOY|ENCRYPTION|HMAC|JWT|LICENSE
        |LOGGED_IN|MASTER|NONCE|PRIVATE|SECRET|SERVICE|SESSION|SHARED|SIGNING|STORAGE)
      _?KEY(?:_BASE|_DATA)?
    | (?:AUTH|LOGGED_IN|NONCE)_SALT
    )(?:_?[0-9]{1,2}|_(?:B64|BASE64|DEFAULT|DEV|DEVELOPMENT|LIVE|NEW|OLD|PLAIN|PROD|PRODUCTION
      |STAGING|VALUE))?$"""  # noqa: S105  names, no secrets
# Each of them has one of these in it.
_SIGNS = ("PASS", "PW", "TOKEN", "SECRET", "CREDENTIAL", "KEY", "SALT")
# Those that end like one and are none.
_OTHER_NAME = (
    r"(?:^|_)(?:PUBLIC|PUB|HAS|NO|IS|USE|WITH|ENABLE|DISABLE|REQUIRE|ALLOW|CHANGE|RESET|MAX|MIN|NUM|COUNT"
    r"|CSRF|XSRF|PUBLISHABLE|SITE|NEXT|PAGE|CANCEL(?:LATION)?|CONTINUATION|BY)_\w*$"
    r"|^(?:PWD|OLDPWD|TOKEN_TYPE|EOF_TOKEN|TOKENS?_\w+)$"
)
_CAMEL = r"(?<=[a-z0-9])(?=[A-Z])"
_LONGEST_NAME = 100


@lru_cache(maxsize=4096)
def is_secret_name(name: str) -> bool:
    """Whether a variable, option or key of this name is given a secret."""
    if len(name) > _LONGEST_NAME:
        return False
    words = re.sub(r"[^A-Za-z0-9]+", "_", re.sub(_CAMEL, "_", name)).strip("_").upper()
    return (
        any(sign in words for sign in _SIGNS)
        and re.search(_SECRET_NAME, words) is not None
        and re.search(_OTHER_NAME, words) is None
    )


# Files whose names tell, wherever they lie.
_FILES = frozenset({
    ".ash_history", ".bash_history", ".boto", ".dev.vars", ".dockercfg", ".env", ".envrc",
    ".esmtprc", ".fetchmailrc", ".git-credentials", ".gitcredentials", ".htpasswd", ".msmtprc",
    ".my.cnf", ".mylogin.cnf", ".mysql_history", ".netrc", ".node_repl_history", ".npmrc",
    ".passwd-s3fs", ".pgpass", ".psql_history", ".pypirc", ".python_history", ".s3cfg",
    ".sh_history", ".terraformrc", ".vault-token", ".yarnrc", ".yarnrc.yml", ".zsh_history",
    "_netrc", "application.properties", "application.yaml", "application.yml", "auth.json",
    "credentials.json", "credentials.tfrc.json", "database.yml", "gradle.properties", "id_dsa",
    "id_ecdsa", "id_ed25519", "id_rsa", "key.json", "keyfile.json", "keys.txt",
    "local.settings.json", "master.key", "pip.conf", "rclone.conf", "secrets.json",
    "secrets.toml", "secrets.yaml", "secrets.yml", "service-account.json", "service_account.json",
    "serviceaccount.json", "terraform.rc", "terraform.tfstate", "wp-config.php",
})  # fmt: skip
# Files whose names tell in one folder.
_IN_FOLDERS = {
    "credentials": (".aws", ".gem", ".cargo", ".oci"),
    "credentials.toml": (".cargo",),
    "credentials.db": ("gcloud",),
    "application_default_credentials.json": ("gcloud",),
    "accessTokens.json": (".azure",),
    "config": (".aws", ".kube", ".git"),
    "config.json": (".docker",),
    "admin.conf": ("kubernetes",),
    "settings.xml": (".m2",),
    "hosts.yml": ("gh", "hub"),
    "hub": (".config",),
    "config.yml": ("glab-cli",),
}
_ENDS = (
    ".pem", ".key", ".ppk", ".asc", ".env", ".tfvars", ".pgpass", ".kubeconfig", ".agekey", ".priv",
    "_rsa", "_dsa", "_ecdsa", "_ed25519",
)  # fmt: skip
_STARTS = (".env.", "ssh_host_")
# Samples of such files, made to be read.
_SAMPLE_NAME = r"(?i)\b(?:example|sample|dist|template|tmpl|tpl|defaults?|schema)\b"
# What all of these end or begin with: two look-ups tell nearly all other names from them.
TAILS = frozenset(name[-4:] for name in (*_FILES, *_IN_FOLDERS, *_ENDS))
HEADS = frozenset(name[:4] for name in _STARTS)


def is_telling(folder: str, name: str) -> bool:
    """Whether a file in a folder has a name that tells of secrets."""
    if name[-4:] not in TAILS and name[:4] not in HEADS:
        return False
    if name in _FILES or name.endswith(_ENDS) or name.startswith(_STARTS):
        return re.search(_SAMPLE_NAME, name) is None
    folders = _IN_FOLDERS.get(name)
    return folders is not None and folder.rpartition("/")[2] in folders


# What packages bring to be read, or to test themselves with, is no secret of the image.
_BROUGHT = r"""(?x)
    ^/?usr/(?:local/)?share/(?:bash-completion|doc|doc-base|gtk-doc|info|javascript|licenses
        |locale|man|perl5?|vim|zsh)/
    | ^/?var/lib/(?:apt|dpkg|pacman|rpm)/ | ^/?lib/apk/db/ | \.(?:dist|egg)-info/
    | (?:^/?usr/(?:local/)?(?:lib|lib64|share)
        |(?:^|/)(?:dist-packages|gems|go/src|jvm|node_modules|nodejs|pear|perl[0-9.]*|php|pkg/mod
          |python[0-9.]+|R/library|registry/src|ruby|site-packages|vendor))/(?:.*/)?
      (?:(?:__tests__|benchmarks?|demos?|docs?|examples?|fixtures?|mocks?|samples?|specs?|t|testdata
          |test[-_](?:certs|data|files|fixtures|keys)|testing|_?tests?)/
        |(?:CHANGELOG|CHANGES|HISTORY|README)[^/]*$)
    """


def is_brought(path: str) -> bool:
    """Whether a file is documentation of a package, or what it tests itself with."""
    return re.search(_BROUGHT, path) is not None
