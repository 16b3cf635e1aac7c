"""Names that tell of secrets."""

from __future__ import annotations

from inspector.secrets.names import is_secret_name, is_telling
from tests.cases import tried_with


@tried_with(
    "name",
    [
        "DB_PASSWORD",
        "dbPassword",
        "password",
        "PGPASSWORD",
        "MYSQL_PWD",
        "NPM_TOKEN",
        "authToken",
        "_authToken",
        "API_KEY",
        "apikey",
        "x-api-key",
        "aws_secret_access_key",
        "AWS_SESSION_TOKEN",
        "SECRET_KEY_BASE",
        "CLIENT_SECRET",
        "com.example.db.password",
        "SECRET_2",
        "JWT_SECRET",
        "spring.datasource.password",
        "client-key-data",
        "REDIS_PASS",
        "PASSPHRASE_OLD",
    ],
)
def test_secret_names(name: str) -> None:
    assert is_secret_name(name)


@tried_with(
    "name",
    [
        "PATH",
        "GPG_KEY",
        "PWD",
        "OLDPWD",
        "PASSWORD_FILE",
        "TOKEN_URL",
        "AWS_ACCESS_KEY_ID",
        "KEY",
        "PUBLIC_KEY",
        "NEXT_PUBLIC_API_KEY",
        "USE_PASSWORD",
        "COMPASS",
        "bypass",
        "MAX_TOKEN",
        "TOKENIZER",
        "SECRETARY",
        "AUTHOR",
        "PYTHON_PIP_VERSION",
        "PASSWORD_MIN_LENGTH",
        "csrf_token_name",
        "A" * 101,
    ],
)
def test_other_names(name: str) -> None:
    assert not is_secret_name(name)


@tried_with(
    ("folder", "name"),
    [
        ("srv/app", ".env"),
        ("srv", ".env.local"),
        ("root/.aws", "credentials"),
        (".docker", "config.json"),
        ("root/.ssh", "id_rsa"),
        ("etc/ssl", "site.key"),
        ("etc/ssh", "ssh_host_rsa_key"),
        ("a", "prod.env"),
        ("root/.kube", "config"),
        ("", "deploy_ed25519"),
    ],
)
def test_files_that_tell(folder: str, name: str) -> None:
    assert is_telling(folder, name)


@tried_with(
    ("folder", "name"),
    [
        ("srv/app", ".env.example"),
        ("srv", "credentials"),
        ("srv", "config.json"),
        ("root/.ssh", "id_rsa.pub"),
        ("etc", "passwd"),
        ("usr/bin", "env"),
        ("srv", "environment"),
        ("srv", "sample.key"),
    ],
)
def test_files_that_do_not(folder: str, name: str) -> None:
    assert not is_telling(folder, name)
