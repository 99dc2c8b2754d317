"""The promises of docker-compose.yml, as far as the file shows them."""

import importlib.util
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
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
} | {"POSTGRES_PASSWORD": "p@ss/word"}
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
        case ["python", script, *_]:
            return (ROOT / script).is_file()
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
    assert required == {"SITE_ORIGINS", "SECRET_KEY", "POSTGRES_PASSWORD"}


@pytest.mark.parametrize("name", LASTING)
def test_long_running_services_have_checks_and_restarts(name):
    assert SERVICES[name]["healthcheck"]["test"][0] in {"CMD", "CMD-SHELL"}
    assert SERVICES[name]["restart"] == "unless-stopped"


def test_only_the_proxy_can_be_reached_from_outside():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]
    assert not any("network_mode" in service for service in SERVICES.values())


def test_web_processes_can_be_many():
    assert SERVICES["web"]["deploy"]["replicas"] > 1
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
    taken = re.findall(r"^!(\w+)$", (FOLDER / "Dockerfile.dockerignore").read_text(), re.MULTILINE)
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
