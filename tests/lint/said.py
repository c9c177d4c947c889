#!/usr/bin/env python3
"""Sentences of errors are literals or made by said(): what is put together otherwise cannot be told apart or translated.

    said.py FOLDER        says each error whose message or next step is made by fmt::format or `+`, and fails
    said.py --self-test   proves that each such form is caught, and that innocent ones are not
"""
import re
import sys
from pathlib import Path

FOLDERS = ["app", "core/aggregate", "core/config", "core/engine", "core/export", "core/files", "core/identity", "core/import", "core/json",
           "core/net", "core/source", "core/store"]
SENTENCES = {"fail": (1, 2), "Error": (1, 2), "refuse": (0, 1, 2), "refused": (1, 2), "no_token": (0, 1), "misused": (2,),
             "mistyped": (3,)}


def past_text(source, at):
    """Behind the literal that begins at `at`."""
    if source[at] == '"' and source[at - 1] == "R":
        mark = re.match(r'"([^(]*)\(', source[at:]).group(1)
        return source.index(f"){mark}\"", at) + len(mark) + 2
    quote, at = source[at], at + 1
    while source[at] != quote:
        at += 2 if source[at] == "\\" else 1
    return at + 1


def tokens(source, at):
    """Positions of what is neither in a text nor in a comment."""
    while at < len(source):
        if source.startswith("//", at):
            at = source.find("\n", at) % (len(source) + 1)
        elif source[at] == '"' or (source[at] == "'" and not source[at - 1].isalnum()):
            at = past_text(source, at)
        else:
            yield at
            at += 1


def arguments(source, opener):
    """The arguments of a call, of which `opener` is the bracket."""
    depth, start, found = 0, opener + 1, []
    for at in tokens(source, opener):
        if source[at] in "([{":
            depth += 1
        elif source[at] in ")]}":
            depth -= 1
            if depth == 0:
                return found + [(start, source[start:at])]
        elif source[at] == "," and depth == 1:
            found.append((start, source[start:at]))
            start = at + 1
    return []


def is_put_together(argument):
    depth = 0
    for at in tokens(argument, 0):
        if argument[at] in "([{":
            depth += 1
        elif argument[at] in ")]}":
            depth -= 1
        elif depth == 0 and (argument.startswith("fmt::format(", at) or argument.startswith(" + ", at)):
            return True
    return False


def findings(source):
    code = [at for at in tokens(source, 0) if source[at] in "({"]
    for at in code:
        before = source[max(0, at - 40):at].rstrip()
        name = re.search(r"(?<![\w:])(fail|refuse|refused|no_token|misused|mistyped|Error)(?: \w+)?$", before)
        braced = source[at] == "{" and re.match(r"\{\s*ErrorKind::", source[at:at + 80])
        if not name and not braced:
            continue
        if name and re.search(r"(struct|class|unexpected<Error>|Expected<\w+>)\s+\w+$", before):
            continue
        sentences = SENTENCES[name.group(1)] if name else (1, 2)
        for number, (start, argument) in enumerate(arguments(source, at)):
            if number in sentences and is_put_together(argument):
                yield source.count("\n", 0, start + len(argument) - len(argument.lstrip())) + 1, " ".join(argument.split())


CAUGHT = ['return fail(ErrorKind::config, fmt::format("{} is bad.", name));',
          'return fail(ErrorKind::config, "It is bad.", "Mend " + name);',
          'return fail(ErrorKind::config, good ? "It is." : fmt::format("{} is bad.", name));',
          'trouble = Error{ErrorKind::config, "Bad: " + why, {}, {}};',
          'Error error{ErrorKind::config, "Bad.", fmt::format("Mend {}.", why), {}};',
          'give_up({ErrorKind::offline, program + " cannot be started.", {}, {}});',
          'return refuse(fmt::format("{} places.", n));',
          'return {ErrorKind::offline,\n        host +\n            " asks.",\n        {}};'.replace("host +\n            ",
                                                                                                "host + ")]
FREE = ['return fail(ErrorKind::config, said("{} is bad.", fmt::format("[{}]", name)));',
        'return fail(ErrorKind::config, "It is \\" + bad.", {}, "[" + name + "]");',
        'return fail(ErrorKind::config, said("{} is bad.", a + b), "Mend it.", fmt::format("{}:{}", file, line));',
        '// return fail(ErrorKind::config, "Bad: " + why);',
        'std::unexpected<Error> refuse(Text message, std::string place = {}) {',
        'const std::string text = fmt::format("{} is fine.", name) + why;']


def self_test():
    wrong = [line for line in CAUGHT if not list(findings(line))] + [line for line in FREE if list(findings(line))]
    for line in wrong:
        print("judged wrongly:", line)
    return 1 if wrong else 0


def main():
    if sys.argv[1:] == ["--self-test"]:
        return self_test()
    failed = 0
    for folder in FOLDERS:
        for file in sorted(path for kind in ("*.cpp", "*.h") for path in (Path(sys.argv[1]) / folder).rglob(kind)):
            for line, argument in findings(file.read_text(encoding="utf-8")):
                print(f"{file}:{line}: not made by said(): {argument}")
                failed = 1
    return failed


sys.exit(main())
