#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""clang-tidy over the sources, in parallel; what was clean and has not changed since is not read again.

    tools/lint.py [FILE…]     without FILE, everything in build/lint/compile_commands.json (cmake --preset lint)

Each source is read by itself: of sources that are compiled together, the analyzer skips what another one includes. Headers
of others are most of what it includes. Those that many sources which are compiled alike include are put before each of them,
and parsed once for all; the checks are kept out of them by tools/tidy_scope.cpp. (So this does not tell where a source lacks
an include of its own.) What was read is known by the contents of itself, of the project's headers it includes, of .clang-tidy
and that plugin, by the headers put before it, its arguments and clang-tidy's version; what was clean is remembered in
LINT_CACHE, or else in the user's cache folder, for other clones too, and for a quarter of a year after it was last asked for.
Before anything is read, sources with planted faults show that each of them is found.
"""

import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = ROOT / "build" / "lint"
CLEAN = pathlib.Path(os.environ.get("LINT_CACHE") or
                     pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "hearthboard-lint")
KEPT_SECONDS = 90 * 86400
TIDY = "clang-tidy-19"
SCOPE = ROOT / "tools" / "tidy_scope.cpp"
PLANTED = ROOT / "tests" / "lint" / "core" / "planted.cpp"
# So many sources that are compiled alike are worth parsing the headers of others once for them.
FEWEST_ALIKE = 8
# The analyzer looks at a function's paths until it has seen so many states. Three times as many, its default, take a
# third of the whole time, on a few coroutines.
OPTIONS = ["-Wno-unknown-warning-option", "-Xclang", "-analyzer-config", "-Xclang", "max-nodes=75000"]
CHECKS = "--checks=hearthboard-own-scope"
FOLDERS = [f"{ROOT}/{name}/" for name in ("app", "core", "ui")]


def anywhere(text):
    """The same in every clone."""
    return text.replace(str(ROOT).encode(), b".")


def contents(path, cache={}):
    if path not in cache:
        cache[path] = hashlib.sha256(anywhere(pathlib.Path(path).read_bytes())).digest()
    return cache[path]


def included(path, cache={}):
    """What a source includes itself: (the project's own headers, as files; those of others, by name)."""
    if path not in cache:
        text = pathlib.Path(path).read_bytes()
        own = {str(ROOT / name.decode()) for name in re.findall(rb'^#include "([^"]+)"', text, re.MULTILINE)}
        cache[path] = ({header for header in own if os.path.isfile(header)},
                       {name.decode() for name in re.findall(rb"^#include <([^>]+)>", text, re.MULTILINE)})
    return cache[path]


def headers_of(path, cache={}):
    """The project's own headers that a source includes, and what they include; they are named from the root."""
    if path not in cache:
        cache[path] = set()
        for header in included(path)[0]:
            cache[path] |= {header} | headers_of(header)
    return cache[path]


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


def sources():
    """What to read, and with which arguments."""
    for entry in json.loads((BUILD / "compile_commands.json").read_text()):
        path = pathlib.Path(entry["file"])
        if str(path).startswith(tuple(FOLDERS)):
            yield path, clang_arguments(entry["command"])


def headers_before(alike):
    """The headers of others that a third of these sources include; none for few sources."""
    wanted = Counter()
    for path in alike:
        wanted.update(set().union(*(included(file)[1] for file in [str(path), *headers_of(str(path))])))
    return sorted(name for name, many in wanted.items() if 3 * many >= len(alike)) if len(alike) >= FEWEST_ALIKE else []


def key_of(path, arguments, headers, version):
    words = "\0".join([*arguments, *OPTIONS, CHECKS, *headers])
    digest = hashlib.sha256(version + contents(ROOT / ".clang-tidy") + contents(SCOPE) + anywhere(words.encode()))
    for file in [str(path), *sorted(headers_of(str(path)))]:
        digest.update(anywhere(file.encode()) + contents(file))
    return digest.hexdigest()


def build_plugin(folder):
    made = folder / "tidy_scope.so"
    include = subprocess.run(["llvm-config-19", "--includedir"], capture_output=True, text=True, check=True).stdout.strip()
    subprocess.run(["c++", "-std=c++17", "-fno-rtti", "-fPIC", "-shared", "-isystem", include, str(SCOPE), "-o", str(made)],
                   check=True)
    return made


def put_before(folder, number, arguments, headers, many):
    """The arguments that put the headers before a source, parsed already where many sources need them."""
    if not headers:
        return []
    header = folder / f"others-{number}.h"
    header.write_text("".join(f"#include <{name}>\n" for name in headers))
    if not many:
        return ["-include", str(header)]
    parsed = header.with_suffix(".pch")
    result = subprocess.run(["clang++-19", *arguments[1:], "-w", "-x", "c++-header", str(header), "-o", str(parsed)], cwd=BUILD,
                            capture_output=True, text=True)
    return ["-include-pch", str(parsed)] if result.returncode == 0 else ["-include", str(header)]


def examine(path, arguments, plugin, before):
    command = [TIDY, "--quiet", f"--load={plugin}", CHECKS, str(path), "--", *arguments[1:], *OPTIONS, *before]
    result = subprocess.run(command, cwd=BUILD, capture_output=True, text=True)
    said = result.stdout
    # What it complains of is on its standard output, and 1.
    if result.returncode not in (0, 1) or (result.returncode == 1 and not said.strip()):
        said += f"{path}: {TIDY} ended with {result.returncode}\n{result.stderr}"
    return result.returncode == 0, said


def missed_faults(arguments, plugin, before):
    """The planted faults that are not found: each is named by a comment in its line."""
    said = examine(PLANTED, arguments, plugin, before)[1]
    missed = []
    for file in (PLANTED, PLANTED.with_suffix(".h")):
        for number, line in enumerate(file.read_text().splitlines(), 1):
            check = re.search(r"// finds (\S+)$", line)
            if check and not re.search(rf"{re.escape(str(file))}:{number}:.*\[{re.escape(check[1])}[,\]]", said):
                missed.append(f"{file.relative_to(ROOT)}:{number}: {check[1]} does not find what is planted here")
    return [*missed, said] if missed else []


def examine_all(work, before_of, folder):
    """What is complained of; what is clean is remembered."""
    plugin = build_plugin(folder)
    complaints = []
    groups = Counter(tuple(arguments) for _, arguments in work.values())
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        put = {group: pool.submit(put_before, folder, number, group, before_of[group], many >= FEWEST_ALIKE)
               for number, (group, many) in enumerate(groups.items())}
        before = {group: job.result() for group, job in put.items()}
        for job in [pool.submit(missed_faults, group, plugin, before[group]) for group in groups]:
            complaints += job.result()
        # Where nothing is found, nothing is clean.
        if complaints:
            return complaints
        jobs = {pool.submit(examine, path, arguments, plugin, before[tuple(arguments)]): path
                for path, (_, arguments) in work.items()}
        for number, job in enumerate(concurrent.futures.as_completed(jobs), 1):
            path = jobs[job]
            clean, said = job.result()
            print(f"[{number}/{len(jobs)}] {path.relative_to(ROOT)}", flush=True)
            if clean:
                (CLEAN / work[path][0]).touch()
            else:
                complaints.append(said)
    return complaints


def main(names):
    CLEAN.mkdir(parents=True, exist_ok=True)
    version = subprocess.run([TIDY, "--version"], capture_output=True, check=True).stdout
    chosen = {pathlib.Path(name).resolve() for name in names}
    everything = dict(sources())
    alike = defaultdict(list)
    for path, arguments in everything.items():
        alike[tuple(arguments)].append(path)
    before_of = {group: headers_before(paths) for group, paths in alike.items()}
    work, known = {}, 0
    for path, arguments in everything.items():
        if chosen and path not in chosen:
            continue
        key = key_of(path, arguments, before_of[tuple(arguments)], version)
        if (CLEAN / key).exists():
            (CLEAN / key).touch()
            known += 1
        else:
            work[path] = (key, arguments)
    for old in CLEAN.iterdir():
        if time.time() - old.stat().st_mtime > KEPT_SECONDS:
            old.unlink()
    print(f"{len(work)} of {known + len(work)} to examine", flush=True)
    if not work:
        return 0
    with tempfile.TemporaryDirectory(dir=BUILD) as folder:
        complaints = examine_all(work, before_of, pathlib.Path(folder))
    # Last, so that they stand at the end of a long log.
    print(*complaints, sep="\n", flush=True)
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
