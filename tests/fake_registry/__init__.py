"""A registry on loopback for tests, as good or as hostile as a test wants it.

::

    with FakeRegistry() as registry:
        image = registry.image("team/app", "1", layers=[b"...", b"..."])
        ...  # registry.host is 127.0.0.1:PORT; image.manifest, image.config, image.layers: digests

``registry.behaviour`` is what is asked of it beyond serving what it holds: a test sets its fields
before, or while, it is asked. ``registry.requests`` is what came, ``registry.sent`` the bytes of
bodies that went out. With ``tls=certificates().server("127.0.0.1")`` it speaks TLS, and
``certificates().write(path)`` makes the file that SSL_CERT_FILE names then. ``push`` holds an image
of ``tests.build_image``. Nothing in here reads the library under test.
"""

from tests.fake_registry.behaviour import Behaviour
from tests.fake_registry.certificate import Certificates, certificates
from tests.fake_registry.pushing import Pushed, push
from tests.fake_registry.server import FakeRegistry, Image, Seen
from tests.fake_registry.slow import SlowBlob

__all__ = [
    "Behaviour",
    "Certificates",
    "FakeRegistry",
    "Image",
    "Pushed",
    "Seen",
    "SlowBlob",
    "certificates",
    "push",
]
