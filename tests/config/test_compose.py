"""The promises of docker-compose.yml, as far as the file shows them."""

import importlib.util
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import yaml
from celery.signals import heartbeat_sent
from django.conf import settings
from django.core.management import get_commands

pytestmark = pytest.mark.detail

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "config" / "docker"
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
LASTING = sorted(set(SERVICES) - {"migrate"})
OURS = sorted(name for name, service in SERVICES.items() if service["image"] == "livestall")
REQUIRED = re.compile(r"\$\{(\w+):\?[^}]+\}")
SECRET = re.compile(r"SECRET|PASSWORD|TOKEN|_KEY")
EXAMPLE = (ROOT / "README.md").read_text().partition("cat > .env <<END\n")[2].partition("\nEND\n")[0]
VALUES = {
    name: re.sub(r"\$\(.*\)", "0123456789abcdef" * 4, value)
    for name, _, value in (line.partition("=") for line in EXAMPLE.splitlines())
} | {"POSTGRES_PASSWORD": "p@ss/word", "REDIS_PASSWORD": "r@d/is"}
"""The `.env` that the README shows, with secrets made up."""


def commands(service: dict[str, Any]) -> list[list[str]]:
    """Return the programs a service runs, its health check among them, each with its words."""
    found = [service["command"], service.get("healthcheck", {}).get("test", ["NONE"])[1:]]
    scripts = [words[-1] if words[0] == "sh" else shlex.join(words) for words in found if words and " " not in words[0]]
    scripts += [words[0] for words in found if words and " " in words[0]]
    return [shlex.split(part) for script in scripts for part in script.split("&&")]


def exists(words: list[str]) -> bool:
    """Return whether the target of a command exists in the project."""
    match words:
        case ["python", "-m", module, *_]:
            return importlib.util.find_spec(module) is not None
        case ["python", "manage.py", command, *_]:
            return command in get_commands()
        case ["bash", script, part]:
            return (ROOT / script).is_file() and f"{part})" in (ROOT / script).read_text()
        case ["celery", "-A", package, *_]:
            inside = importlib.util.find_spec(f"{package}.celery") is not None
            return inside and shutil.which("celery", path=str(Path(sys.executable).parent)) is not None
    return False


def test_the_site_has_all_its_parts():
    assert set(SERVICES) == {"db", "redis", "migrate", "web", "worker", "worker-external", "beat", "proxy"}
    assert OURS == ["beat", "migrate", "web", "worker", "worker-external"]


def test_all_run_the_one_image_that_is_built_once():
    assert [name for name, service in SERVICES.items() if "build" in service] == ["migrate"]


@pytest.mark.parametrize("name", SERVICES)
def test_the_file_contains_no_secret(name):
    for variable, value in SERVICES[name].get("environment", {}).items():
        assert not SECRET.search(variable) or REQUIRED.fullmatch(value), variable
        assert not re.search(r"//[^/@]*:[^/@]*@", value), f"a password in {variable}"


def test_nothing_starts_without_its_secrets():
    required = set(REQUIRED.findall((ROOT / "docker-compose.yml").read_text()))
    assert required == {"SITE_ORIGINS", "SECRET_KEY", "POSTGRES_PASSWORD", "REDIS_PASSWORD"}


@pytest.mark.parametrize("name", LASTING)
def test_long_running_services_have_checks_and_restarts(name):
    assert SERVICES[name]["healthcheck"]["test"][0] in {"CMD", "CMD-SHELL"}
    assert SERVICES[name]["restart"] == "unless-stopped"


def test_only_the_proxy_can_be_reached_from_outside():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]
    assert not any("network_mode" in service for service in SERVICES.values())


def test_web_processes_can_be_many():
    # By a variable, since the next start would reset the number of `--scale`.
    assert SERVICES["web"]["deploy"]["replicas"] == "${WEB_PROCESSES:-2}"
    assert "container_name" not in SERVICES["web"]


@pytest.mark.parametrize("name", OURS)
def test_our_commands_exist(name):
    assert commands(SERVICES[name])
    assert [words for words in commands(SERVICES[name]) if not exists(words)] == []


def test_a_command_that_does_not_exist_would_be_noticed():
    assert not exists(["python", "-m", "config.sever"])
    assert not exists(["python", "manage.py", "migrat"])


@pytest.mark.parametrize("name", OURS)
def test_ours_may_do_little(name):
    service = SERVICES[name]
    assert service["read_only"]
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]


def test_the_image_runs_as_an_ordinary_user():
    users = re.findall(r"^USER (\w+)$", (FOLDER / "Dockerfile").read_text(), re.MULTILINE)
    assert users and users[-1] != "root"


def test_the_image_takes_in_every_folder_that_runs():
    taken = re.findall(r"^!([a-z]+)$", (FOLDER / "Dockerfile.dockerignore").read_text(), re.MULTILINE)
    apps = {name for name in settings.INSTALLED_APPS if (ROOT / name).is_dir()}
    assert set(taken) == apps | {"templates", "static"}


def test_the_proxy_serves_the_folder_that_uploads_go_to():
    assert SERVICES["web"]["environment"]["LIVESTALL_DATA_DIR"] == "/data"
    assert "media:/data/media" in SERVICES["web"]["volumes"]
    assert "media:/srv/media:ro" in SERVICES["proxy"]["volumes"]
    assert "root * /srv/media" in (FOLDER / "Caddyfile").read_text()


def test_each_queue_has_a_worker_of_its_own():
    served = [word for service in SERVICES.values() for word in service.get("command", []) if "--queues" in word]
    assert served == [f"--queues={queue.name}" for queue in settings.CELERY_TASK_QUEUES]


def test_a_worker_may_finish_the_longest_task():
    assert int(SERVICES["worker"]["stop_grace_period"].removesuffix("s")) > settings.CELERY_TASK_TIME_LIMIT


def test_the_readme_shows_all_that_a_public_site_needs():
    assert {"SITE_ORIGINS", "SECRET_KEY", "EMAIL_URL", "PAYMENT_GATEWAY"} <= VALUES.keys()


@pytest.mark.slow
def test_the_settings_pass_the_deployment_check(tmp_path):
    given = {
        name: REQUIRED.sub(lambda found: VALUES[found[1]], value)
        for name, value in SERVICES["web"]["environment"].items()
    }
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    environment = VALUES | given | {"PATH": "/usr/bin:/bin", "LIVESTALL_DATA_DIR": str(tmp_path)}
    (tmp_path / "static").mkdir()
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", SERVICES)
def test_nothing_takes_more_than_its_share(name):
    service = SERVICES[name]
    assert service["mem_limit"] and service["pids_limit"]
    assert service["logging"]["options"].keys() == {"max-size", "max-file"}
    assert "no-new-privileges:true" in service["security_opt"]


def test_the_proxy_reaches_the_web_processes_alone():
    beside = {name for name, service in SERVICES.items() if set(service["networks"]) & {"front"}}
    assert SERVICES["proxy"]["networks"] == ["front"]
    assert beside & {"db", "redis"} == set()
    assert COMPOSE["networks"]["back"]["internal"]


def test_visitors_over_ipv6_keep_their_addresses():
    assert COMPOSE["networks"]["front"]["enable_ipv6"]
    # The web processes do not listen there: the proxy has to ask for their other address.
    assert "versions ipv4" in (FOLDER / "Caddyfile").read_text()


def test_the_proxy_waits_for_no_health():
    assert SERVICES["proxy"]["depends_on"] == {"web": {"condition": "service_started"}}


def test_the_proxy_sees_rules_that_an_update_replaced():
    assert "./config/docker:/etc/caddy:ro" in SERVICES["proxy"]["volumes"]


def test_redis_asks_for_a_password_that_no_process_list_shows():
    command = SERVICES["redis"]["command"][-1]
    assert "requirepass" in command and "--requirepass" not in command
    assert "volatile-lru" in command  # never a task, for tasks have no end


def test_images_can_be_pinned_by_digest():
    theirs = {service["image"] for service in SERVICES.values()} - {"livestall"}
    assert theirs and all(re.fullmatch(r"\$\{[A-Z]+_IMAGE:-[^}]+\}", image) for image in theirs)


def test_the_image_installs_what_is_pinned_and_checks_its_hashes():
    """After a change of dependencies: config/docker/lock."""
    packages = (FOLDER / "requirements.txt").read_text()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    pins = {tuple(re.split(r"==|[ ;]", pin)[:2]) for pin in project["tool"]["uv"]["constraint-dependencies"]}
    installed = re.findall(r"^([\w-]+)(?:\[[\w,-]+\])?==([\w.]+)", packages, re.MULTILINE)
    direct = {re.split(r"[^\w-]", each)[0] for each in project["project"]["dependencies"]}
    assert direct - {name for name, _ in installed} == set()
    assert set(installed) - pins == set()
    assert all("--hash=sha256:" in each for each in re.split(r"\n(?=\S)", packages.strip()))
    assert "//" not in packages, "no address of a registry"
    assert "--require-hashes" in (FOLDER / "Dockerfile").read_text()


@contextmanager
def answering(status: str) -> Iterator[int]:
    """Answer one request, and tell at which port."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            line, _ = server.accept()
            with line:
                line.recv(1000)
                line.sendall(f"HTTP/1.1 {status}\r\n\r\n".encode())

        thread = Thread(target=answer)
        thread.start()
        yield server.getsockname()[1]
        thread.join()


def health(*words: object, **environment: str) -> int:
    command = ["bash", str(FOLDER / "healthy"), *map(str, words)]
    return subprocess.run(command, env={"PATH": "/usr/bin:/bin", **environment}, capture_output=True).returncode


def test_a_web_process_is_healthy_as_long_as_it_answers():
    with answering("200 OK") as port:
        assert health("web", port) == 0
    with answering("503 Service Unavailable") as port:
        assert health("web", port) != 0
    assert health("web", port) != 0


def test_a_worker_is_healthy_as_long_as_its_heart_beats(tmp_path):
    file = tmp_path / "heartbeat"
    assert health("worker", WORKER_HEARTBEAT_FILE=str(file)) != 0
    file.touch()
    assert health("worker", WORKER_HEARTBEAT_FILE=str(file)) == 0
    os.utime(file, (time.time() - 300,) * 2)
    assert health("worker", WORKER_HEARTBEAT_FILE=str(file)) != 0


def test_beat_is_healthy_as_long_as_it_writes(tmp_path):
    file = tmp_path / "beat-schedule.db"
    file.touch()
    assert health("beat", LIVESTALL_DATA_DIR=str(tmp_path)) == 0
    os.utime(file, (time.time() - 900,) * 2)
    assert health("beat", LIVESTALL_DATA_DIR=str(tmp_path)) != 0


def test_an_unknown_check_fails():
    assert health("wep") != 0


def test_a_heartbeat_leaves_its_sign(tmp_path, settings):
    importlib.import_module("config.monitoring.celery_signals")
    settings.WORKER_HEARTBEAT_FILE = str(tmp_path / "heartbeat")
    heartbeat_sent.send(sender=None)
    assert (tmp_path / "heartbeat").exists()
