#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""clang-tidy over the sources, in parallel; what was clean and has not changed since is not read again.

    tools/lint.py [FILE…]     without FILE, everything in build/lint/compile_commands.json (cmake --preset lint)

Each source is read by itself: of sources that are compiled together, the analyzer skips what another one includes. Headers
of others are most of what it includes: they are parsed once for all sources that are compiled alike, and the checks are kept
out of them by tools/tidy_scope.cpp. What was read is known by the contents of itself, of the project's headers it includes,
of .clang-tidy and that plugin, and by its compiler arguments and clang-tidy's version; what was clean is remembered in
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
ANALYZER = ["-Xclang", "-analyzer-config", "-Xclang", "max-nodes=75000"]
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


def sources(chosen):
    """What to read, and with which arguments."""
    for entry in json.loads((BUILD / "compile_commands.json").read_text()):
        path = pathlib.Path(entry["file"])
        if str(path).startswith(tuple(FOLDERS)) and (not chosen or path in chosen):
            yield path, clang_arguments(entry["command"])


def key_of(path, arguments, version):
    digest = hashlib.sha256(version + contents(ROOT / ".clang-tidy") + contents(SCOPE) + anywhere("\0".join(arguments).encode()))
    for file in [str(path), *sorted(headers_of(str(path)))]:
        digest.update(anywhere(file.encode()) + contents(file))
    return digest.hexdigest()


def build_plugin():
    made = BUILD / f"{SCOPE.stem}-{hashlib.sha256(SCOPE.read_bytes()).hexdigest()[:16]}.so"
    if not made.exists():
        include = subprocess.run(["llvm-config-19", "--includedir"], capture_output=True, text=True, check=True).stdout.strip()
        subprocess.run(["c++", "-std=c++17", "-fno-rtti", "-fPIC", "-shared", "-isystem", include, str(SCOPE), "-o", f"{made}~"],
                       check=True)
        os.replace(f"{made}~", made)
    return made


def precompile(number, arguments, paths):
    """The headers of others that a third of these sources include, parsed once; None where they cannot be parsed alone."""
    wanted = Counter()
    for path in paths:
        wanted.update(set().union(*(included(file)[1] for file in [str(path), *headers_of(str(path))])))
    header = BUILD / f"others-{number}.h"
    header.write_text("".join(f"#include <{name}>\n" for name, many in sorted(wanted.items()) if 3 * many >= len(paths)))
    made = header.with_suffix(".pch")
    result = subprocess.run(["clang++-19", *arguments[1:], "-w", "-x", "c++-header", str(header), "-o", str(made)], cwd=BUILD,
                            capture_output=True, text=True)
    return made if result.returncode == 0 else None


def precompiled_for(work, pool):
    """By its arguments, what is parsed already."""
    alike = defaultdict(list)
    for path, (_, arguments) in work.items():
        alike[tuple(arguments)].append(path)
    jobs = {key: pool.submit(precompile, number, key, paths)
            for number, (key, paths) in enumerate(alike.items()) if len(paths) >= FEWEST_ALIKE}
    return {key: made for key, job in jobs.items() if (made := job.result())}


def examine(path, arguments, plugin, parsed=None):
    command = [TIDY, "--quiet", f"--load={plugin}", "--checks=hearthboard-own-scope", str(path), "--", *arguments[1:], *ANALYZER,
               "-Wno-unknown-warning-option", *(["-include-pch", str(parsed)] if parsed else [])]
    result = subprocess.run(command, cwd=BUILD, capture_output=True, text=True)
    return result.returncode == 0, result.stdout, result.stderr


def missed_faults(arguments, plugin, parsed):
    """The planted faults that are not found: each is named by a comment in its line."""
    said = examine(PLANTED, arguments, plugin, parsed)[1]
    for file in (PLANTED, PLANTED.with_suffix(".h")):
        for number, line in enumerate(file.read_text().splitlines(), 1):
            check = re.search(r"// finds (\S+)$", line)
            if check and not re.search(rf"{re.escape(str(file))}:{number}:.*\[{re.escape(check[1])}[,\]]", said):
                yield f"{file.relative_to(ROOT)}:{number}: {check[1]} does not find what is planted here"


def main(names):
    CLEAN.mkdir(parents=True, exist_ok=True)
    version = subprocess.run([TIDY, "--version"], capture_output=True, check=True).stdout
    chosen = {pathlib.Path(name).resolve() for name in names}
    work, known = {}, 0
    for path, arguments in sources(chosen):
        key = key_of(path, arguments, version)
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
    plugin = build_plugin()
    complaints = []
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        parsed = precompiled_for(work, pool)
        # By the way that most sources go.
        arguments = max((arguments for _, arguments in work.values()), key=lambda some: tuple(some) in parsed)
        complaints += missed_faults(arguments, plugin, parsed.get(tuple(arguments)))
        jobs = {pool.submit(examine, path, arguments, plugin, parsed.get(tuple(arguments))): path
                for path, (_, arguments) in work.items()}
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
