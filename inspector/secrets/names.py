"""Names that tell: of variables that hold secrets, and of files that hold some."""

from __future__ import annotations

import re
from functools import lru_cache

# The last words of a name that is given a secret, as one text: ``dbPassword`` is DB_PASSWORD.
_SECRET_NAME = re.compile(
    r"""(?:^|_)(?:
      PASSWORD | PASSWD | PASSPHRASE | PASSCODE | PASS | PASSWORT
      | (?<=_)PWD | (?<=_)PW | (?:DB|MYSQL|REDIS|ROOT|USER|ADMIN)?PASSW(?:OR)?D | \w*PASSWORD | AUTHTOKEN | \w*TOKEN | \w*SECRET
      | CREDENTIALS? | APIKEY | (?:API|ACCESS|PRIVATE|SECRET|ENCRYPTION|MASTER|SIGNING|AUTH|ACCOUNT|APP|CLIENT|SERVICE|DEPLOY|STORAGE|LICENSE|SECURE_AUTH|LOGGED_IN|NONCE|SHARED|SESSION|COOKIE|HMAC|JWT|CRYPT|CRYPTO)_?KEY(?:_BASE|_DATA)?
      | (?:AUTH|SECURE_AUTH|LOGGED_IN|NONCE)_SALT | SECRET_KEY_BASE | SECRETS?_?(?:VALUE|STRING)? | ACCESS_?TOKEN
    )(?:_?[0-9]{1,2}|_(?:B64|BASE64|PROD|PRODUCTION|DEV|DEVELOPMENT|STAGING|LIVE|DEFAULT|OLD|NEW|VALUE|PLAIN))?$""",
    re.VERBOSE,
)
# Those that end like one and are none.
_OTHER_NAME = re.compile(
    r"(?:^|_)(?:PUBLIC|PUB|HAS|NO|IS|USE|WITH|ENABLE|DISABLE|REQUIRE|ALLOW|CHANGE|RESET|MAX|MIN|NUM|COUNT"
    r"|CSRF|XSRF|PUBLISHABLE|SITE|NEXT|PAGE|CANCEL(?:LATION)?|CONTINUATION|BY)_\w*$"
    r"|^(?:PWD|OLDPWD|TOKEN_TYPE|EOF_TOKEN|TOKENS?_\w+)$"
)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_LONGEST_NAME = 100


@lru_cache(maxsize=4096)
def is_secret_name(name: str) -> bool:
    """Whether a variable, option or key of this name is given a secret."""
    if len(name) > _LONGEST_NAME:
        return False
    words = re.sub(r"[^A-Za-z0-9]+", "_", _CAMEL.sub("_", name)).strip("_").upper()
    return _SECRET_NAME.search(words) is not None and _OTHER_NAME.search(words) is None


# Files whose names tell, wherever they lie.
_FILES = frozenset({
    ".env", ".envrc", ".dev.vars", ".netrc", "_netrc", ".npmrc", ".yarnrc", ".yarnrc.yml", ".pypirc",
    "pip.conf", ".git-credentials", ".gitcredentials", ".dockercfg", ".htpasswd", ".pgpass", ".my.cnf",
    ".mylogin.cnf", ".s3cfg", ".boto", ".passwd-s3fs", ".vault-token", ".terraformrc", "terraform.rc",
    "credentials.tfrc.json", "terraform.tfstate", "wp-config.php", "rclone.conf", ".msmtprc", ".esmtprc",
    ".fetchmailrc", "id_rsa", "id_dsa", "id_ecdsa", "id_ed25519", "credentials.json", "secrets.json",
    "secrets.yml", "secrets.yaml", "secrets.toml", "database.yml", "auth.json", "local.settings.json",
    "service-account.json", "service_account.json", "serviceaccount.json", "key.json", "keyfile.json",
    "gradle.properties", "application.properties", "application.yml", "application.yaml",
    ".bash_history", ".zsh_history", ".ash_history", ".sh_history", ".mysql_history", ".psql_history",
    ".python_history", ".node_repl_history", "master.key", "keys.txt",
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
_STARTS = (".env.", "ssh_host_", "service-account", "service_account")
# Samples of such files, made to be read.
_SAMPLE_NAME = re.compile(
    r"\b(?:example|sample|dist|template|tmpl|tpl|defaults?|schema)\b", re.IGNORECASE
)
_TAILS = frozenset(
    name[-4:] for name in (*_FILES, *_IN_FOLDERS, *_ENDS)
)  # fmt: skip
_HEADS = frozenset(name[:4] for name in _STARTS)


def is_telling(folder: str, name: str) -> bool:
    """Whether a file in a folder has a name that tells of secrets.

    Asked of every file: two look-ups must do for nearly all.
    """
    if name[-4:] not in _TAILS and name[:4] not in _HEADS:
        return False
    if name in _FILES or name.endswith(_ENDS) or name.startswith(_STARTS):
        return _SAMPLE_NAME.search(name) is None
    folders = _IN_FOLDERS.get(name)
    return folders is not None and folder.rpartition("/")[2] in folders


# What packages bring to be read, or to test themselves with, is no secret of the image.
_BROUGHT = re.compile(
    r"""^/?usr/(?:local/)?share/(?:doc|doc-base|man|info|locale|perl5?|vim|bash-completion|zsh|licenses|gtk-doc|javascript)/
    | ^/?var/lib/(?:dpkg|apt|rpm|pacman)/ | ^/?lib/apk/db/
    | (?:^|/)(?:site-packages|dist-packages|node_modules|python[0-9.]+|perl[0-9.]*|gems|ruby|vendor|pkg/mod|go/src|registry/src|php|pear|jvm|nodejs|R/library)
      /(?:.*/)?(?:_?tests?|testing|t|testdata|test[-_](?:data|files|certs|keys|fixtures)|specs?|__tests__|fixtures?|examples?|samples?|docs?|demos?|benchmarks?|mocks?)/
    """,
    re.VERBOSE,
)


def is_brought(path: str) -> bool:
    """Whether a file is documentation of a package, or what it tests itself with."""
    return _BROUGHT.search(path) is not None
