"""Storage of static files in production."""

from typing import Any

from servestatic.storage import CompressedManifestStaticFilesStorage

_IMPORTS: Any = CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns


class StaticStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Hashed and compressed files; the ES modules in them import each other by hashed names.

    A module reached by both names would run twice. Django's own switch takes examples in comments for imports.
    """

    patterns = (*CompressedManifestStaticFilesStorage.patterns, ("js/*.js", _IMPORTS[1]))
