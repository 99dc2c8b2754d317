"""Hooks before a commit, the workflow and `.ci/run` make the same checks by the same commands."""

from pathlib import Path

import yaml

ROOT = Path(__file__).parent.parent.parent
CHECKS = (ROOT / ".ci/run").read_text()


def test_each_hook_is_a_command_of_the_whole_check():
    [repository] = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())["repos"]
    commands = [hook["entry"] for hook in repository["hooks"]]
    assert len(commands) > 6
    assert [command for command in commands if command not in CHECKS.splitlines()] == []
    assert repository["repo"] == "local"


def test_the_workflow_runs_the_whole_check():
    [job] = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text())["jobs"].values()
    assert ".ci/run" in [step.get("run") for step in job["steps"]]
