"""The client of image registries: manifests, blobs and parts of blobs, each verified by its digest.

Follows the OCI distribution specification 1.1 and Docker's token authentication; knows nothing of
layers. What surrounds it is the user's: credentials of docker and podman, ``registries.conf``,
proxies, certificates. urllib3 is imported by the first ``Repository``.
"""

from inspector.registry.catalogue import Catalogue
from inspector.registry.document import FetchedDocument
from inspector.registry.reference import RegistryReference
from inspector.registry.repository import Repository
from inspector.registry.settings import RegistrySettings
from inspector.registry.transferred import Transferred

__all__ = [
    "Catalogue",
    "FetchedDocument",
    "RegistryReference",
    "RegistrySettings",
    "Repository",
    "Transferred",
]
