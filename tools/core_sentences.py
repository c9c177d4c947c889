#!/usr/bin/env python3
"""Collects the sentences of core that a screen can show, for lupdate and for ui/format/core_text.cpp.

    core_sentences.py FOLDER           writes ui/format/core_ids.cpp of this source tree anew
    core_sentences.py FOLDER --check   fails where it is not as this would write it
    core_sentences.py --self-test      proves that sentences are found, and that other literals are not

A sentence is a literal that begins with a capital letter or an argument and ends in a full stop or a question mark, or
what said() is given. A QString's %1 is an argument like {}.
"""
import re
import sys
from pathlib import Path

# What `hearthctl` alone says stays English, as does what lies below a sentence of these: why an ID token or a reading does
# not decode, which byte of an answer is wrong.
FOLDERS = ["core/engine", "core/export", "core/files", "core/identity", "core/net", "core/source", "core/store"]
ENGLISH = re.compile(
    r"examine|config\.cpp|/oidc/|/decode|export/(layout|locale|time_text)|identity/(loopback_listener|secret_file|token_file)"
    r"|mqtt/tls_files|replica/(capabilities|conninfo|copy_reader|rollup_reader)"
    r"|store/(block_codec|check|entity_rows|history_cache|journal|maintenance)")
# What stands in sentences, or by itself, without being one: names of connections, of datasets and of what keeps a secret,
# and how far a clock is wrong.
NAMES = ["Live", "API", "MQTT", "Database", "the keyring of this desktop", "the file {}", "energy data", "heat pump data",
         "climate data", "prices", "{} minute", "{} minutes", "{} hours", "{} days", "{} years"]
MADE = "ui/format/core_ids.cpp"

LITERAL = r'"(?:[^"\\\n]|\\.)*"'


def literals(source):
    """Literals, those beside each other as one, and whether said() is given them."""
    source = re.sub(r"^\s*(//|#include).*$", "", source, flags=re.M)
    for found in re.finditer(rf"(said\(\s*)?((?:{LITERAL}\s*)+)", source):
        if source[:found.start()].endswith("R"):
            continue
        yield "".join(part[1:-1] for part in re.findall(LITERAL, found.group(2))), bool(found.group(1))


def sentences(source):
    for text, is_said in literals(source):
        looks_like_one = " " in text and re.match(r"([A-Z]|\{[^{]|%\d)", text) and re.search(r"[.?!]$", text)
        # A lone argument says nothing.
        if re.match(r"(SELECT|INSERT|UPDATE|DELETE) ", text) or "%s" in text or text.endswith(" "):
            continue
        if (is_said or looks_like_one) and re.search(r"[a-z]{2}", re.sub(r"\{[^}]*\}|%\d", "", text)):
            yield re.sub(r"%\d", "{}", text)


def made_from(folder):
    found = dict.fromkeys(NAMES)
    for part in FOLDERS:
        for file in sorted(path for kind in ("*.cpp", "*.h") for path in (folder / part).rglob(kind)):
            if not ENGLISH.search(file.as_posix()):
                found.update(dict.fromkeys(sentences(file.read_text(encoding="utf-8"))))
    rows = "".join(f'    QT_TRANSLATE_NOOP("Core", "{text}"),\n' for text in found)
    return f"""// Written by ./dev translations, from the sources of core.
#include "ui/format/core_ids.h"

#include <QtGlobal>

#include <array>

namespace hearth {{

std::span<const char* const> core_ids() noexcept {{
  // clang-format off
  static constexpr std::array<const char*, {len(found)}> ids = {{
{rows}  }};
  // clang-format on
  return ids;
}}

}}  // namespace hearth
"""


def self_test():
    source = '''// "No comment."
      return fail(ErrorKind::offline, said("{} cannot "
        "be reached", host), "Is it on?");
      row = {"08006", "The database is away."}; x = QStringLiteral("%1 is %2.");
      y = "SELECT a WHERE b = ?"; z = said("{}", why); w = "lower case."; v = "heat pump";'''
    wanted = ["{} cannot be reached", "Is it on?", "The database is away.", "{} is {}."]
    found = list(sentences(source))
    if found != wanted:
        print("found", found)
    return found != wanted


def main():
    if sys.argv[1:] == ["--self-test"]:
        return self_test()
    folder = Path(sys.argv[1])
    made = made_from(folder)
    file = folder / MADE
    if sys.argv[2:] == ["--check"]:
        same = file.read_text(encoding="utf-8") == made
        if not same:
            print(f"{MADE} is not what core says; run ./dev translations")
        return not same
    file.write_text(made, encoding="utf-8")
    return 0


sys.exit(main())
