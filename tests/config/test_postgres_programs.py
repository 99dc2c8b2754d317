"""Backups use the newest programs of Postgres on the machine: older ones refuse a newer server."""

import pytest

from config.servers import ServersError, programs
from config.servers.postgres import postgres_program


def write_program(folder, version):
    """Write a program that tells its version."""
    folder.mkdir()
    path = folder / "pg_dump"
    path.write_text(f"#!/bin/sh\necho 'pg_dump (PostgreSQL) {version}.1 (Debian)'\n")
    path.chmod(0o755)
    return path


def test_the_newest_program_is_used(monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere/livestall")
    old, new = write_program(tmp_path / "a", 15), write_program(tmp_path / "b", 20)
    broken = tmp_path / "broken"
    monkeypatch.setattr(programs, "_candidates", lambda name: [old, new, broken])
    assert programs.find_postgres_program("pg_dump") == new
    monkeypatch.setattr(programs, "_candidates", lambda name: [broken])
    with pytest.raises(ServersError, match="install the client"):
        programs.find_postgres_program("pg_dump")


def test_the_package_is_a_candidate(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere/livestall")
    assert programs.major_version(programs.find_postgres_program("pg_restore")) >= 18


def test_the_embedded_server_has_its_own(monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert programs.find_postgres_program("pg_dump") == postgres_program("pg_dump")
