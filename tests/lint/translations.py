#!/usr/bin/env python3
"""The dashboard's languages are complete, and a translation has the placeholders of its source.

    translations.py FOLDER        says what is unfinished or lacks a placeholder in FOLDER/*.ts, and fails
    translations.py --self-test   proves that each such fault is found, and that innocent ones are not
"""
import re
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

PLACE = re.compile(r"%L?\d+|%n|\{[^}]*\}")


def places(text):
    # {1} is the second {}, where a language has another order, and how an argument is written is said by the source alone.
    return sorted("{}" if place.startswith("{") else place for place in PLACE.findall(text))


def faults(root):
    for context in root.findall("context"):
        for message in context.findall("message"):
            source = message.findtext("source")
            translation = message.find("translation")
            where = f"{context.findtext('name')}: {source}"
            if translation.get("type") is not None:
                yield f"{where}: {translation.get('type')}"
                continue
            forms = [form.text or "" for form in translation.findall("numerusform")] or [translation.text or ""]
            for form in forms:
                if not form:
                    yield f"{where}: empty"
                # "one day" need not say the number.
                elif sorted(set(places(form)) | {"%n"}) != sorted(set(places(source)) | {"%n"}) or (
                        len(forms) == 1 and places(form) != places(source)):
                    yield f"{where}: other placeholders in: {form}"


def ts(source, translation):
    return ElementTree.fromstring(f"<TS><context><name>A</name><message><source>{source}</source>{translation}</message></context></TS>")


FAULTY = [("A %1", "<translation type='unfinished'>B %1</translation>"), ("A %1", "<translation>B</translation>"),
          ("A {} {}", "<translation>B {}</translation>"), ("A", "<translation>B %2</translation>"), ("A", "<translation></translation>"),
          ("%1 row(s)", "<translation><numerusform>rad</numerusform><numerusform>%1 rader</numerusform></translation>")]
SOUND = [("A %1 %2", "<translation>%2 B %1</translation>"), ("A {} {:.1f}", "<translation>{1:.1f} B {0}</translation>"),
         ("%n day(s)", "<translation><numerusform>en dag</numerusform><numerusform>%n dagar</numerusform></translation>")]


def self_test():
    wrong = [case for case in FAULTY if not list(faults(ts(*case)))] + [case for case in SOUND if list(faults(ts(*case)))]
    for case in wrong:
        print("judged wrongly:", case)
    return 1 if wrong else 0


def main():
    if sys.argv[1:] == ["--self-test"]:
        return self_test()
    files = sorted(Path(sys.argv[1]).glob("*.ts"))
    found = [f"{file}: {fault}" for file in files for fault in faults(ElementTree.parse(file).getroot())]
    print("\n".join(found))
    return 1 if found or not files else 0


sys.exit(main())
