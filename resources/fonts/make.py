#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make Hearth Sans from Debian's Inter: tabular digits by default, Latin only, TrueType outlines.

Qt 6.4 cannot ask a font for its tabular figures, and numbers that change every second must not jitter: so the
tabular digits take the place of the default ones. Run once, by hand, when the source changes; needs the Debian
packages fonts-inter and python3-fonttools:

    resources/fonts/make.py
"""

import pathlib
import sys

from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable

SOURCE = pathlib.Path("/usr/share/fonts/opentype/inter")
TARGET = pathlib.Path(__file__).resolve().parent
FAMILY = "Hearth Sans"
WEIGHTS = {"Regular": 400, "Medium": 500, "SemiBold": 600}

CHARACTERS = (
    set(range(0x20, 0x7F))  # ASCII
    | set(range(0xA0, 0x180)) - {0x149}  # Latin-1, Latin Extended-A but for a letter Unicode deprecates
    | {ord(c) for c in "ȘșȚț‐‑‒–—―‘’‚“”„•…‰′″‹›€−×÷±≈≠≤≥∞←↑→↓↗↘▲▼●○✓₂\u2002\u2007\u2009\u200b\u202f"}
)

# How far a curve may stray from the cubic original, in font units (2816 to the em): far below a pixel at any size used.
TOLERANCE = 1.5


def single_substitutions(font, feature):
    """The one-to-one glyph substitutions of a feature."""
    table = font["GSUB"].table
    mapping = {}
    for record in table.FeatureList.FeatureRecord:
        if record.FeatureTag != feature:
            continue
        for index in record.Feature.LookupListIndex:
            for subtable in table.LookupList.Lookup[index].SubTable:
                mapping.update(getattr(getattr(subtable, "ExtSubTable", subtable), "mapping", {}))
    return mapping


def make_digits_tabular(font):
    tabular = single_substitutions(font, "tnum")
    for table in font["cmap"].tables:
        for code in range(ord("0"), ord("9") + 1):
            if code in table.cmap:
                # Tables may share one dictionary: what is a tabular digit already stays.
                table.cmap[code] = tabular.get(table.cmap[code], table.cmap[code])
    # The interpolated weights round some digits two or three units apart; a figure space is as wide as a digit.
    cmap = font.getBestCmap()
    width = max(font["hmtx"][cmap[code]][0] for code in range(ord("0"), ord("9") + 1))
    for code in [*range(ord("0"), ord("9") + 1), 0x2007]:
        if code in cmap:
            font["hmtx"][cmap[code]] = (width, font["hmtx"][cmap[code]][1])


def keep_latin(font):
    options = subset.Options()
    options.layout_features = ["kern", "mark", "mkmk", "ccmp", "locl"]
    options.hinting = False
    options.notdef_outline = True
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 13, 14, 16, 17]
    options.glyph_names = False
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=CHARACTERS)
    subsetter.subset(font)


def with_quadratic_outlines(font):
    """FreeType draws both kinds; TrueType outlines are what Qt's other back ends and tools expect of a .ttf."""
    glyphs = {}
    drawn = font.getGlyphSet()
    for name in font.getGlyphOrder():
        pen = TTGlyphPen(drawn)
        drawn[name].draw(Cu2QuPen(pen, TOLERANCE, reverse_direction=True))
        glyphs[name] = pen.glyph()
    font["loca"] = newTable("loca")
    table = font["glyf"] = newTable("glyf")
    table.glyphOrder = font.getGlyphOrder()
    table.glyphs = glyphs
    for glyph in glyphs.values():
        glyph.recalcBounds(table)
    for name in font.getGlyphOrder():
        advance, _ = font["hmtx"][name]
        font["hmtx"][name] = (advance, getattr(glyphs[name], "xMin", 0))
    del font["CFF "]
    if "VORG" in font:
        del font["VORG"]
    font.sfntVersion = "\000\001\000\000"
    maxp = font["maxp"]
    maxp.tableVersion = 0x00010000
    for field in ("maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxInstructionDefs", "maxStackElements",
                  "maxSizeOfInstructions", "maxPoints", "maxContours", "maxCompositePoints", "maxCompositeContours",
                  "maxComponentElements", "maxComponentDepth"):
        setattr(maxp, field, 0)
    maxp.maxZones = 1
    post = font["post"]
    post.formatType = 3.0
    return font


def rename(font, style, weight):
    full = f"{FAMILY} {style}"
    postscript = f"{FAMILY.replace(' ', '')}-{style}"
    linked = style == "Regular"
    names = {
        1: FAMILY if linked else full,
        2: "Regular",
        3: f"Hearthboard:{postscript}",
        4: full,
        6: postscript,
        16: None if linked else FAMILY,
        17: None if linked else style,
        7: None,  # the trademark is Inter's, not this font's
        8: None,
        9: None,
        11: None,
    }
    table = font["name"]
    table.names = [record for record in table.names if record.platformID == 3]
    for identifier, text in names.items():
        table.removeNames(nameID=identifier)
        if text:
            table.setName(text, identifier, 3, 1, 0x409)
    font["OS/2"].usWeightClass = weight
    font["OS/2"].achVendID = "HRTH"
    font["OS/2"].xAvgCharWidth = font["hmtx"][font.getBestCmap()[ord("0")]][0]


def check(path):
    font = TTFont(path)
    cmap = font.getBestCmap()
    widths = {font["hmtx"][cmap[code]][0] for code in range(ord("0"), ord("9") + 1)}
    missing = sorted(CHARACTERS - set(cmap))
    size = path.stat().st_size
    print(f"{path.name}: {size // 1024} KiB, digits {widths}, without {' '.join(f'U+{c:04X}' for c in missing) or 'gaps'}")
    return len(widths) == 1 and size < 120 * 1024


def main():
    good = True
    for style, weight in WEIGHTS.items():
        font = TTFont(SOURCE / f"Inter-{style}.otf", recalcTimestamp=False)
        make_digits_tabular(font)
        keep_latin(font)
        with_quadratic_outlines(font)
        rename(font, style, weight)
        path = TARGET / f"HearthSans-{style}.ttf"
        font.save(path)
        good = check(path) and good
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
