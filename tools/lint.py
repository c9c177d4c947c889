#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""clang-tidy over the sources, in parallel; what was clean and has not changed since is not read again.

    tools/lint.py [FILE…]     without FILE, everything in build/dev/compile_commands.json

A source is known by the contents of itself, of the project's headers it includes, of .clang-tidy, and by its compiler
arguments and clang-tidy's version.
"""

import concurrent.futures
import hashlib
import json
import os
import pathlib
import shlex
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = ROOT / "build" / "dev"
CLEAN = ROOT / "build" / "lint"
TIDY = "clang-tidy-19"
FOLDERS = ("app", "core", "ui")


def contents(path, cache={}):
    if path not in cache:
        cache[path] = hashlib.sha256(pathlib.Path(path).read_bytes()).digest()
    return cache[path]


def headers_by_object():
    """The project's own headers of each object, as the compiler reported them to ninja."""
    listing = subprocess.run(["ninja", "-C", BUILD, "-t", "deps"], capture_output=True, text=True, check=True).stdout
    found, current = {}, None
    for line in listing.splitlines():
        if line.startswith("    ") and current is not None:
            path = os.path.normpath(BUILD / line.strip())
            if path.startswith(f"{ROOT}/") and not path.startswith(f"{ROOT}/build/"):
                current.append(path)
        elif ": #deps" in line:
            current = found.setdefault(line.split(":", 1)[0], [])
    return found


def clang_arguments(command):
    """The arguments of the compiler, without its launcher and without what only GCC understands."""
    words = shlex.split(command)
    start = next(i for i, word in enumerate(words) if word.startswith("-"))
    kept, skip = [], 0
    for position, word in enumerate(words[start:], start):
        if skip:
            skip -= 1
        elif word in ("-o", "-c") or (word == "-include" and "cmake_pch" in words[position + 1]):
            skip = 1
        elif word not in ("-Werror", "-Winvalid-pch", "-fpch-preprocess"):
            kept.append(word)
    return ["clang++", *kept]


def sources(chosen):
    for entry in json.loads((BUILD / "compile_commands.json").read_text()):
        path = pathlib.Path(entry["file"])
        if not path.is_relative_to(ROOT) or path.relative_to(ROOT).parts[0] not in FOLDERS:
            continue
        if chosen and path.resolve() not in chosen:
            continue
        yield path, entry.get("output", ""), clang_arguments(entry["command"])


def key_of(path, arguments, headers, version):
    digest = hashlib.sha256(version + contents(ROOT / ".clang-tidy") + "\0".join(arguments).encode())
    for file in [str(path), *sorted(set(headers))]:
        digest.update(file.encode() + contents(file))
    return digest.hexdigest()


def examine(path, arguments):
    command = [TIDY, "--quiet", str(path), "--", *arguments[1:], "-Wno-unknown-warning-option"]
    result = subprocess.run(command, cwd=BUILD, capture_output=True, text=True)
    return result.returncode == 0, result.stdout, result.stderr


def main(names):
    CLEAN.mkdir(parents=True, exist_ok=True)
    version = subprocess.run([TIDY, "--version"], capture_output=True, check=True).stdout
    headers = headers_by_object()
    chosen = {pathlib.Path(name).resolve() for name in names}
    work, keys = {}, set()
    for path, output, arguments in sources(chosen):
        key = key_of(path, arguments, headers.get(output, []), version)
        keys.add(key)
        if not (CLEAN / key).exists():
            work[path] = (key, arguments)
    if not chosen:
        for old in CLEAN.iterdir():
            if old.name not in keys:
                old.unlink()
    print(f"{len(work)} of {len(keys)} sources to examine", flush=True)
    complaints = []
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        jobs = {pool.submit(examine, path, arguments): path for path, (_, arguments) in work.items()}
        for number, job in enumerate(concurrent.futures.as_completed(jobs), 1):
            path = jobs[job]
            clean, said, errors = job.result()
            print(f"[{number}/{len(jobs)}] {path.relative_to(ROOT)}", flush=True)
            if clean:
                (CLEAN / work[path][0]).touch()
            else:
                complaints.append(said or errors)
    # Last, so that they stand at the end of a long log.
    print(*complaints, sep="\n", flush=True)
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
