# SPDX-License-Identifier: GPL-3.0-or-later
"""Where things are, and a folder to work in."""

import contextlib
import os
import pathlib
import shutil
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
BIN = ROOT / "build" / "release" / "bin"


@contextlib.contextmanager
def folder_on_disk():
    """A folder in the build tree, removed afterwards: what is measured there is a disk, which /tmp need not be."""
    parent = ROOT / "build" / "bench"
    parent.mkdir(parents=True, exist_ok=True)
    folder = pathlib.Path(tempfile.mkdtemp(dir=parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def file_system_of(folder):
    return subprocess.run(["stat", "-f", "-c", "%T", folder], capture_output=True, text=True, check=True).stdout.strip()


@contextlib.contextmanager
def one_core():
    """This process and those it starts share one core; yields its number."""
    before = os.sched_getaffinity(0)
    core = max(before)
    os.sched_setaffinity(0, {core})
    try:
        yield core
    finally:
        os.sched_setaffinity(0, before)


def plain_environment():
    """This machine's, without settings of Hearthboard's."""
    return {key: value for key, value in os.environ.items() if not key.startswith("HEARTHBOARD_")}
