"""What a secret is called for people: the name that ``inspector.secrets`` gives it, translated."""

from __future__ import annotations

from inspector.language import N_, Lazy

_WHOLE = frozenset(
    {
        N_("private key"),
        N_("token"),
        N_("key"),
        N_("password"),
        N_("password hash"),
        N_("registry login"),
        N_("URL with a password"),
        N_("Authorization header"),
        N_("password of curl or wget"),
        N_("password of mysql"),
        N_("password of a database user"),
        N_("password of a login"),
        N_("password of chpasswd"),
        N_("line of .pgpass"),
    }
)
# The first that fits counts.
_ENDINGS = (
    N_("{name}, encrypted"),
    N_("{name} private key"),
    N_("{name} access key ID"),
    N_("{name} API key"),
    N_("{name} test key"),
    N_("{name} storage key"),
    N_("{name} OAuth secret"),
    N_("{name} app token"),
    N_("{name} bot token"),
    N_("{name} web token"),
    N_("{name} token"),
    N_("{name} webhook"),
    N_("{name} key"),
)


def named(what: str) -> str:
    """Return the name, lazy; one that is not known as it is."""
    if what in _WHOLE:
        return Lazy(what)
    value = what.removeprefix("value of ")
    if value != what:
        return Lazy("value of {name}", name=value)
    for ending in _ENDINGS:
        name = what.removesuffix(ending.removeprefix("{name}"))
        if name != what:
            return Lazy(ending, name=named(name))
    return what
