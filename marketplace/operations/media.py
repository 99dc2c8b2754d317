"""All files of the media storage, wherever it is: a folder, or an object store."""

from collections.abc import Iterator

from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, default_storage
from django.db.models import FileField
from psycopg import Connection, sql

from marketplace.pictures.files import all_names


def walk_media(storage: Storage = default_storage, folder: str = "") -> Iterator[str]:
    """Yield the names of all files; hidden ones and unfinished uploads are left out."""
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from (f"{folder}{name}" for name in files if not name.startswith("."))
    for name in folders:
        if not name.startswith("."):
            yield from walk_media(storage, f"{folder}{name}/")


def read_media(name: str) -> bytes | None:
    """Return the content of a file; None if it was deleted meanwhile."""
    try:
        with default_storage.open(name) as file:
            return bytes(file.read())
    except FileNotFoundError:
        return None


def write_media(name: str, content: bytes) -> bool:
    """Write a file with exactly this name, unless it has this content already; True if there was no such file."""
    is_new = not default_storage.exists(name)
    if not is_new:
        if read_media(name) == content:
            return False
        default_storage.delete(name)
    saved = default_storage.save(name, ContentFile(content))
    if saved != name:
        default_storage.delete(saved)
        raise FileExistsError(name)
    return is_new


def delete_media(name: str) -> None:
    """Delete a file."""
    default_storage.delete(name)


def find_named_files(session: "Connection") -> set[str]:
    """Return the names of all files that rows name, as a session of its own sees them."""
    found: set[str] = set()
    for model in apps.get_models():
        for column in model._meta.concrete_fields:
            if isinstance(column, FileField) and column.storage == default_storage:
                query = sql.SQL("SELECT {} FROM {}").format(
                    sql.Identifier(column.get_attname()), sql.Identifier(model._meta.db_table)
                )
                names = (name for (name,) in session.execute(query) if name)
                found.update(each for name in names for each in all_names(name))
    return found
