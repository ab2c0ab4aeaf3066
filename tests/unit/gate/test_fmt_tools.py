"""The hooks, the action and the example workflow are what pre-commit and GitHub take, and call what there is."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from nocert_rules.cli.main import nocert

ROOT = Path(__file__).resolve().parents[3]
HOOKS = ROOT / ".pre-commit-hooks.yaml"
ACTION = ROOT / "action.yml"
WORKFLOW = ROOT / "docs" / "ci" / "github.yml"
PAGES = (ROOT / "docs" / "ci" / "README.md", ROOT / "docs" / "ci" / "README.zh.md")
PINNED = re.compile(r"uses: [\w.-]+/[\w.-]+@[0-9a-f]{40} # v\S+")
# what a reader has to put in; nothing that looks like a commit and is none
OWN = "uses: OWNER/nocert-rules@COMMIT # VERSION"


def data_in(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def options_of(command: str) -> set[str]:
    found = nocert.get_command(click.Context(nocert), command)
    assert found is not None
    return {name for param in found.params if isinstance(param, click.Option) for name in param.opts}


def test_pre_commit_takes_the_hooks() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", "validate-manifest", str(HOOKS)], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_hooks_call_commands_that_there_are() -> None:
    hooks = {hook["id"]: hook for hook in data_in(HOOKS)}
    assert set(hooks) == {"nocert-fmt", "nocert-lint", "nocert-check"}
    for name, hook in hooks.items():
        program, command = hook["entry"].split()
        assert (program, hook["language"], f"nocert-{command}") == ("nocert", "python", name)
        assert re.match(hook["files"], "rules/pledge/document.yaml")
        assert re.match(hook["files"], "catalogue/lists/jinhua.yaml")
        assert not re.match(hook["files"], "docs/rules/x.yaml")
        given = {word for word in hook.get("args", ()) if word.startswith("--")}
        assert given <= options_of(command)


def test_every_action_is_pinned_by_its_full_commit() -> None:
    for path in (ACTION, WORKFLOW):
        used = [line.strip(" -") for line in path.read_text(encoding="utf-8").splitlines() if "uses:" in line]
        assert used
        assert all(line == OWN or PINNED.fullmatch(line) for line in used)
        assert all(("nocert" in line) == (line == OWN) for line in used)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_pages_say_what_to_put_in(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert all(f"| `{word}` |" in text for word in ("OWNER", "COMMIT", "VERSION"))
    assert "OWNER/nocert-rules" in text and "0000000" not in text


def test_the_action_is_a_composite_one_whose_inputs_never_become_code() -> None:
    action = data_in(ACTION)
    assert {"name", "description", "inputs", "runs"} == set(action)
    assert all(value["description"] and isinstance(value["default"], str) for value in action["inputs"].values())
    assert action["runs"]["using"] == "composite"
    for step in action["runs"]["steps"]:
        assert ("uses" in step) != ("run" in step)
        if "run" in step:
            assert step["shell"] == "bash"
            assert "${{" not in step["run"]
    named = set(re.findall(r"inputs\.([\w-]+)", ACTION.read_text(encoding="utf-8")))
    assert named == set(action["inputs"])


def test_the_workflow_gives_the_action_inputs_that_it_has() -> None:
    inputs = set(data_in(ACTION)["inputs"])
    jobs = data_in(WORKFLOW)["jobs"]
    given = [step for job in jobs.values() for step in job["steps"] if "nocert" in step["uses"]]
    assert len(given) == 2
    assert all(set(step["with"]) <= inputs for step in given)


CALLS = {
    "check": ["check", "--rules", "my rules", "--catalogue", "catalogue", "--format", "github"],
    "lint": ["lint", "--rules", "my rules", "--catalogue", "catalogue", "--format", "github"],
    "fmt": ["fmt", "--rules", "my rules", "--catalogue", "catalogue", "--check", "--diff"],
    "test": ["test", "--rules", "my rules", "--catalogue", "catalogue", "--format", "github"],
    "prove": ["prove", "--rules", "my rules", "--catalogue", "catalogue", "--format", "github"],
    "diff": ["diff", "main; rm x", ".", "--fail-on", "looser", "--fail-on", "mixed"],
}


def run_of_action(command: str, folder: Path, status: int = 0) -> subprocess.CompletedProcess[str]:
    """Run the action's last step with a `nocert` that only shows what it is given and ends with `status`."""
    step = data_in(ACTION)["runs"]["steps"][-1]
    program = folder / "nocert"
    program.write_text(f'#!/bin/bash\nprintf "%s\\n" "$@"\nexit {status}\n', encoding="utf-8")
    program.chmod(0o755)
    values = {"command": command, "rules": "my rules", "base": "main; rm x", "fail-on": "looser mixed"}
    inputs = {name: values.get(name, value["default"]) for name, value in data_in(ACTION)["inputs"].items()}
    environment = {name: inputs[value.split(".")[1].rstrip(" }")] for name, value in step["env"].items()}
    return subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", step["run"]],
        env={"PATH": f"{folder}:/usr/bin:/bin"} | environment,
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize("command", CALLS)
def test_the_action_runs_the_command_it_is_told_to(command: str, tmp_path: Path) -> None:
    done = run_of_action(command, tmp_path)
    assert done.stdout.splitlines() == CALLS[command]
    assert {word for word in CALLS[command] if word.startswith("--")} <= options_of(command)


def test_the_action_ends_as_the_command_does(tmp_path: Path) -> None:
    assert run_of_action("lint", tmp_path, status=1).returncode == 1
    assert run_of_action("lint; rm x", tmp_path).returncode == 2


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_pages_show_yaml_that_can_be_read_and_hooks_that_there_are(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    blocks = [yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)]
    shown = [hook["id"] for block in blocks if block and "repos" in block for hook in block["repos"][0]["hooks"]]
    assert shown == [hook["id"] for hook in data_in(HOOKS)]
    for command, rest in re.findall(r"nocert (check|fmt|lint|test|prove|diff|schema)((?: [^`\n|>]+)?)", text):
        assert {word for word in rest.split() if word.startswith("--")} <= options_of(command)
    links = re.findall(r"\]\((?!https?:)([^)]+)\)", text)
    assert all((page.parent / link).exists() for link in links)
