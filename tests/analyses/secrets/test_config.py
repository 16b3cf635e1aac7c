"""Secrets in the configuration and the history, and the image without them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from inspector.analyses.secrets import concealed
from inspector.formats.choice import choose
from inspector.formats.source import open_archive
from inspector.limits import DEFAULT_LIMITS
from inspector.reading.image import Image
from tests.build_image import ImageSpec, empty, file, format_named
from tests.planted_secrets import B62, TOKENS, seeded, some

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

VALUE = some(seeded(7), B62, 20)


def image_of(
    folder: Path,
    config: Mapping[str, object] | None = None,
    history: Sequence[str | Mapping[str, object]] = ("COPY a /a",),
) -> Image:
    layers = [[file(f"f{at}")] for at, row in enumerate(history) if isinstance(row, str)]
    spec = ImageSpec(layers=layers, history=history, config={"config": config or {}})
    archive = open_archive(
        str(format_named("oci-archive").write(folder / "i.tar", spec)), DEFAULT_LIMITS
    )
    return Image(archive, choose(archive, image=None, platform=None), DEFAULT_LIMITS)


def told(image: Image) -> list[tuple[int | None, str]]:
    shown = concealed(image)
    assert VALUE not in repr(shown.config)
    assert VALUE not in repr(shown.history)
    assert VALUE not in repr(shown.findings)
    assert VALUE not in repr([each.history for each in shown.layers])
    return [(each.layer, each.detail) for each in shown.findings if each.id == "secret-config"]


@pytest.mark.parametrize(
    ("config", "where"),
    [
        ({"Env": [f"DB_PASSWORD={VALUE}"]}, "ENV DB_PASSWORD"),
        ({"Env": [f"DATABASE_URL=postgres://shop:{VALUE}@db/shop"]}, "ENV DATABASE_URL"),
        ({"Env": [f"DB_PASSWORD=with blanks {VALUE} in it"]}, "ENV DB_PASSWORD"),
        ({"Labels": {"com.example.api-token": VALUE}}, "LABEL com.example.api-token"),
        ({"Cmd": ["app", "--token", VALUE]}, "CMD (value of token)"),
        ({"Entrypoint": ["app", f"--api-key={VALUE}"]}, "ENTRYPOINT (value of api-key)"),
        ({"Healthcheck": {"Test": ["CMD-SHELL", f"curl -u admin:{VALUE} localhost"]}},
         "HEALTHCHECK (password of curl or wget)"),
        ({"Cmd": ["app", "--password", f"with blanks {VALUE}"]}, "CMD (value of password)"),
        ({"Cmd": ["env", f"DB_PASSWORD=with blanks {VALUE}", "app"]}, "CMD (value of DB_PASSWORD)"),
        ({"Env": [f'SERVICE_CREDENTIALS={{"id": "{VALUE}"}}']}, "ENV SERVICE_CREDENTIALS"),
        ({"User": f"https://me:{VALUE}@git.internal/a"}, "User (URL with a password)"),
        ({"Volumes": {f"https://me:{VALUE}@git.internal/a": {}}}, "Volumes (URL with a password)"),
        ({"OnBuild": [f"ENV NPM_TOKEN={VALUE}"]}, "ONBUILD (value of NPM_TOKEN)"),
    ],
)  # fmt: skip
def test_what_containers_start_with(
    tmp_path: Path, config: Mapping[str, object], where: str
) -> None:
    assert told(image_of(tmp_path, config)) == [(None, where)]


@pytest.mark.parametrize(
    ("row", "where"),
    [
        (f"|1 NPM_TOKEN={VALUE} /bin/sh -c npm ci", "ARG NPM_TOKEN"),
        (f"RUN |2 A=b NPM_TOKEN={VALUE} /bin/sh -c npm ci # buildkit", "ARG NPM_TOKEN"),
        (f"RUN |1 PASSWORD=with blanks {VALUE} in it /bin/sh -c x # buildkit", "ARG PASSWORD"),
        (f"/bin/sh -c curl -fsS -u me:{VALUE} https://host/x", "RUN (password of curl or wget)"),
        (f"/bin/sh -c curl -H 'Authorization: Bearer {VALUE}' https://host/x",
         "RUN (Authorization header)"),
        (f'/bin/sh -c curl -H "X-Api-Key: {VALUE}" https://host/x', "RUN (value of X-Api-Key)"),
        (f"/bin/sh -c git clone https://me:{VALUE}@git.internal/a", "RUN (URL with a password)"),
        (f"/bin/sh -c export DB_PASSWORD='{VALUE}' && make", "RUN (value of DB_PASSWORD)"),
        (f"/bin/sh -c tool --password {VALUE} --user me", "RUN (value of password)"),
        (f"/bin/sh -c mysql -uroot -p{VALUE} shop", "RUN (password of mysql)"),
        (f"/bin/sh -c docker login -u me -p {VALUE} host", "RUN (password of a login)"),
        (f"/bin/sh -c echo 'root:{VALUE}' | chpasswd", "RUN (password of chpasswd)"),
        (f"/bin/sh -c echo 'machine a login b password {VALUE}' >> .netrc",
         "RUN (value of password)"),
        (f"/bin/sh -c echo db:5432:shop:shop:{VALUE} > ~/.pgpass", "RUN (line of .pgpass)"),
    ],
)  # fmt: skip
def test_what_was_run(tmp_path: Path, row: str, where: str) -> None:
    image = image_of(tmp_path, history=[empty("ARG X"), "COPY a /a", row])
    assert told(image) == [(1, f"{where}, history row 2")]


@pytest.mark.parametrize(
    "row", [f"/bin/sh -c #(nop)  ENV A=b DB_PASSWORD={VALUE} C=d", f"ARG DB_PASSWORD={VALUE}"]
)
def test_a_row_without_a_layer(tmp_path: Path, row: str) -> None:
    word = "ENV" if "ENV" in row else "ARG"
    image = image_of(tmp_path, history=["COPY a /a", empty(row)])
    assert told(image) == [(None, f"{word} DB_PASSWORD, history row 1")]


def test_a_value_is_told_once_and_belongs_to_the_first_layer_that_has_it(tmp_path: Path) -> None:
    history: list[str | Mapping[str, object]] = [
        empty(f"ARG NPM_TOKEN={VALUE}"),
        f"RUN |1 NPM_TOKEN={VALUE} /bin/sh -c a # buildkit",
        f"RUN |1 NPM_TOKEN={VALUE} /bin/sh -c b # buildkit",
    ]
    assert told(image_of(tmp_path, history=history)) == [(0, "ARG NPM_TOKEN, history row 0")]


@pytest.mark.parametrize("name", TOKENS)
def test_tokens_are_found_wherever_they_stand(tmp_path: Path, name: str) -> None:
    value = TOKENS[name](seeded(11))
    image = image_of(
        tmp_path, {"Env": [f"X={value}"]}, ["COPY a /a", f"/bin/sh -c echo {value} > /t"]
    )
    (finding,) = (each for each in concealed(image).findings if each.id == "secret-config")
    assert (finding.layer, finding.detail) == (1, "ENV X")


@pytest.mark.parametrize("form", ["CMD {}", "/bin/sh -c #(nop)  CMD {}", "CMD {} # buildkit"])
@pytest.mark.parametrize("value", [f'a "{VALUE}', f"ä\\{VALUE}\n", f"{VALUE} b c"])
def test_a_list_of_arguments_is_masked_as_builders_quote_it(
    tmp_path: Path, form: str, value: str
) -> None:
    arguments = ["app", "--password", value]
    printed = json.dumps(arguments, ensure_ascii=False)
    if "nop" in form:
        printed = printed.replace('", "', '" "')
    row = empty(form.format(printed))
    image = image_of(tmp_path, {"Cmd": arguments}, ["COPY a /a", row])
    assert told(image) == [(None, "CMD (value of password)")]
    assert told(image_of(tmp_path, {}, ["COPY a /a", row])) == [
        (None, "CMD (value of password), history row 1")
    ]


def test_a_date_or_a_system_that_is_a_token_is_masked(tmp_path: Path) -> None:
    value = TOKENS["GitHub token"](seeded(12))
    row: dict[str, object] = {"created": value, "created_by": "COPY a /a"}
    config = {"os": value, "rootfs": {"type": value}}
    spec = ImageSpec(layers=[[file("f")]], history=[row], config=config)
    archive = open_archive(
        str(format_named("docker-25").write(tmp_path / "i.tar", spec)), DEFAULT_LIMITS
    )
    image = Image(archive, choose(archive, image=None, platform=None), DEFAULT_LIMITS)
    shown = concealed(image)
    assert value not in repr((shown.config.platform, shown.history, shown.findings))


def test_an_image_without_secrets_is_itself(tmp_path: Path) -> None:
    config = {
        "Env": ["PATH=/usr/bin:/bin", "GPG_KEY=7169605F62C751356D054A26A821E680E5FA6305",
                "DB_PASSWORD=changeme", "API_TOKEN=${TOKEN}", "PASSWORD_FILE=/run/secrets/db"],
        "Labels": {"org.opencontainers.image.source": "https://github.com/a/b", "token": "none"},
        "Cmd": ["app", "--password-file", "/run/secrets/db", "--token", "$TOKEN"],
    }  # fmt: skip
    history = [
        '/bin/sh -c curl -u "$USER:$PASSWORD" -H "Authorization: Bearer ${TOKEN}" https://host/x',
        "/bin/sh -c gpg --batch --keyserver hkps://keys.openpgp.org --recv-keys \"$GPG_KEY\"",
        "RUN /bin/sh -c TOKEN=$(cat /run/secrets/token) make # buildkit",
        "/bin/sh -c mkdir -p /a && chown root:root /a && useradd -p x app && mysql -p db",
    ]  # fmt: skip
    image = image_of(tmp_path, config, history)
    assert concealed(image) is image


def test_what_is_concealed_has_no_secret_left_and_its_own_id(tmp_path: Path) -> None:
    image = image_of(tmp_path, {"Env": [f"DB_PASSWORD={VALUE}", f"COPY_OF_IT=a-{VALUE}-b"]})
    shown = concealed(image)
    assert concealed(shown) is shown
    assert shown.id == image.id
    assert shown.config.config is not None
    assert shown.config.config.env == ["DB_PASSWORD=***", "COPY_OF_IT=a-***-b"]
    assert VALUE in repr(image.config)
