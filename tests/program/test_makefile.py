"""What `make` does on machines that lack something, with stand-ins for the machine's programs."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
from places import ROOT

MAKE = shutil.which("make")
pytestmark = pytest.mark.skipif(MAKE is None or os.name != "posix", reason="there is no make")

PYTHON = """#!/bin/sh
# A Python that may lack ensurepip, as Debian's does without a package of its own.
case "$*" in
  *"version_info < (3, 11)"*) exit $TOO_OLD ;;
  *print*) echo python3.11-venv ;;
  *ensurepip*) test -e "$MACHINE/has-venv" ;;
  "-m venv --clear "*) mkdir -p "$4/bin" && cp "$MACHINE/pip" "$4/bin/python" ;;
  *) echo "unexpected: $*" >&2; exit 3 ;;
esac
"""
PIP = """#!/bin/sh
echo "pip $*" >>"$MACHINE/log"
"""
APT = """#!/bin/sh
echo "apt-get $*" >>"$MACHINE/log"
test $APT_WORKS = 1 || exit 100
case "$*" in "install "*python3.11-venv) : >"$MACHINE/has-venv" ;; esac
"""
ID = """#!/bin/sh
echo $USER_ID
"""
TOOLS = ("sh", "test", "touch", "uname", "mkdir", "cp", "echo")


@dataclass
class Machine:
    """A folder with the only programs that `make` finds."""

    folder: Path

    def program(self, name: str, text: str) -> None:
        path = self.folder / "bin" / name
        path.write_text(text, "utf-8")
        path.chmod(0o755)

    def make(self, **environment: str) -> subprocess.CompletedProcess[str]:
        usual = {"TOO_OLD": "0", "USER_ID": "0", "APT_WORKS": "1"}
        return subprocess.run(
            [str(MAKE), ".venv/installed-dev"],
            cwd=self.folder / "project",
            env={
                "PATH": str(self.folder / "bin"),
                "MACHINE": str(self.folder),
                **usual,
                **environment,
            },
            capture_output=True,
            text=True,
            timeout=60,
        )

    @property
    def log(self) -> list[str]:
        path = self.folder / "log"
        return path.read_text("utf-8").splitlines() if path.exists() else []

    @property
    def installed(self) -> bool:
        return (self.folder / "project" / ".venv" / "installed-dev").exists()


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    for folder in ("bin", "project"):
        (tmp_path / folder).mkdir()
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, tmp_path / "project")
    for tool in TOOLS:
        found = shutil.which(tool)
        assert found, tool
        (tmp_path / "bin" / tool).symlink_to(found)
    made = Machine(tmp_path)
    for name, text in {"python3": PYTHON, "apt-get": APT, "id": ID}.items():
        made.program(name, text)
    (tmp_path / "pip").write_text(PIP, "utf-8")
    (tmp_path / "pip").chmod(0o755)
    return made


def test_with_pythons_venv_nothing_of_the_system_is_touched(machine: Machine) -> None:
    (machine.folder / "has-venv").touch()
    done = machine.make()
    assert done.returncode == 0, done.stdout + done.stderr
    (install,) = machine.log
    assert install.endswith("install -c constraints.txt -e .[dev]")
    assert machine.installed


def test_root_on_debian_gets_the_missing_package(machine: Machine) -> None:
    done = machine.make()
    assert done.returncode == 0, done.stdout + done.stderr
    assert machine.log[:2] == [
        "apt-get -q update",
        "apt-get install -y -q --no-install-recommends python3.11-venv",
    ]
    assert machine.installed
    again = machine.make()
    assert again.returncode == 0
    assert sum("apt-get" in line for line in machine.log) == 2


@pytest.mark.parametrize("lack", ["root", "apt-get", "network"])
def test_where_it_cant_be_had_the_sentence_says_how_to_get_it(machine: Machine, lack: str) -> None:
    if lack == "apt-get":
        (machine.folder / "bin" / "apt-get").unlink()
    done = machine.make(
        USER_ID="1000" if lack == "root" else "0", APT_WORKS="0" if lack == "network" else "1"
    )
    assert done.returncode != 0
    assert "Python's venv is missing. On Debian: apt-get install python3.11-venv\n" in done.stdout
    assert machine.log == (["apt-get -q update"] if lack == "network" else [])
    assert not machine.installed


def test_an_old_python_is_named_before_anything_is_installed(machine: Machine) -> None:
    done = machine.make(TOO_OLD="1")
    assert done.returncode != 0
    assert "Python 3.11 or newer is needed" in done.stdout
    assert machine.log == []
