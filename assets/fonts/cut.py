#!/usr/bin/env python3
"""Cuts the two fonts of 村收 from the Debian packages fonts-noto-cjk and fonts-hanazono.

    pip install fonttools==4.60.1 && python3 cut.py

sans.otf  "Cunshou Sans": Noto Sans CJK SC Regular with Han, Latin and punctuation only; layout tables dropped.
han.ttf   "Cunshou Han":  the Han characters of Hanazono Mincho A and B that Noto lacks. Hanazono draws each curve as a
          polygon of some 190 points a character; points that move an outline by less than 0.25 % of an em are
          dropped and the grid is halved (512 units an em), which nobody sees on a receipt and which halves the file.

Both are renamed, as the Open Font License asks of a changed font. Same input, same bytes: the dates are fixed.
"""

import sys
from fontTools import subset
from fontTools.fontBuilder import FontBuilder
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph, GlyphCoordinates
from fontTools.ttLib.tables.ttProgram import Program

NOTO = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"
NOTO_SC = 2
HANA_A = "/usr/share/fonts/truetype/hanazono/HanaMinA.ttf"
HANA_B = "/usr/share/fonts/truetype/hanazono/HanaMinB.ttf"
FIXED_DATE = 0xDA000000  # seconds since 1904

HAN = [
    (0x2E80, 0x2FDF), (0x31C0, 0x31EF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF),
]
LATIN_AND_PUNCTUATION = [
    (0x20, 0x7E), (0xA0, 0x24F), (0x2B0, 0x2DF), (0x1E00, 0x1EFF), (0x2000, 0x206F), (0x2070, 0x209F),
    (0x20A0, 0x20BF), (0x2100, 0x218F), (0x2190, 0x21FF), (0x2200, 0x22FF), (0x2460, 0x24FF), (0x2500, 0x257F),
    (0x25A0, 0x25FF), (0x2600, 0x2603), (0x2605, 0x2606), (0x260E, 0x260F), (0x2611, 0x2611), (0x2713, 0x2713),
    (0x2FF0, 0x303F), (0x3100, 0x312F), (0x31A0, 0x31BF), (0x3200, 0x33FF), (0xFE10, 0xFE1F), (0xFE30, 0xFE4F),
    (0xFF01, 0xFF5E), (0xFFE0, 0xFFE6),
]


def inside(code, ranges):
    return any(low <= code <= high for low, high in ranges)


def rename(font, family, version, copyright_notice, licence):
    name = font["name"]
    name.names = []
    for ident, text in {
        0: copyright_notice, 1: family, 2: "Regular", 3: f"{family} {version}", 4: family, 5: version,
        6: family.replace(" ", "") + "-Regular", 13: licence, 14: "https://openfontlicense.org",
    }.items():
        name.setName(text, ident, 3, 1, 0x409)
    font["head"].created = font["head"].modified = FIXED_DATE
    font.recalcTimestamp = False


def cut(font, codes):
    options = subset.Options()
    options.hinting = False
    options.layout_features = []
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "BASE", "VORG", "vhea", "vmtx", "FFTM", "prop", "gasp"]
    options.notdef_outline = True
    options.glyph_names = False
    options.name_IDs = ["*"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=codes)
    subsetter.subset(font)


def simplify(points, tolerance):
    """Ramer-Douglas-Peucker over a closed polygon, cut open at its two farthest corners."""
    if len(points) < 5:
        return points
    x0, y0 = points[0]
    far = max(range(len(points)), key=lambda i: (points[i][0] - x0) ** 2 + (points[i][1] - y0) ** 2)
    loop = points + [points[0]]
    keep = {0, far, len(points)}
    stack = [(0, far), (far, len(points))]
    limit = tolerance * tolerance
    while stack:
        first, last = stack.pop()
        if last - first < 2:
            continue
        (ax, ay), (bx, by) = loop[first], loop[last]
        dx, dy = bx - ax, by - ay
        length = dx * dx + dy * dy
        worst, at = -1.0, first
        for i in range(first + 1, last):
            px, py = loop[i][0] - ax, loop[i][1] - ay
            t = 0.0 if length == 0 else max(0.0, min(1.0, (px * dx + py * dy) / length))
            distance = (px - t * dx) ** 2 + (py - t * dy) ** 2
            if distance > worst:
                worst, at = distance, i
        if worst > limit:
            keep.add(at)
            stack += [(first, at), (at, last)]
    return [loop[i] for i in sorted(keep) if i < len(points)]


def thin(glyph, table, scale, tolerance):
    """The same glyph on a coarser grid with fewer points; None if it is empty."""
    glyph.expand(table)
    if glyph.numberOfContours <= 0:
        if glyph.isComposite():
            raise SystemExit("Hanazono has no composite glyphs; this one has changed")
        return None
    if not all(flag & 1 for flag in glyph.flags):  # the few real curves are only rescaled
        glyph.coordinates = GlyphCoordinates([(round(x * scale), round(y * scale)) for x, y in glyph.coordinates])
        glyph.removeHinting()
        return glyph
    coordinates, ends, start = [], [], 0
    for end in glyph.endPtsOfContours:
        contour = simplify(list(glyph.coordinates[start : end + 1]), tolerance)
        rounded = []
        for x, y in contour:
            point = (round(x * scale), round(y * scale))
            if not rounded or rounded[-1] != point:
                rounded.append(point)
        while len(rounded) > 1 and rounded[0] == rounded[-1]:
            rounded.pop()
        if len(rounded) >= 3:
            coordinates += rounded
            ends.append(len(coordinates) - 1)
        start = end + 1
    out = Glyph()
    out.numberOfContours = len(ends)
    if not ends:
        return None
    out.endPtsOfContours = ends
    out.coordinates = GlyphCoordinates(coordinates)
    out.flags = bytearray([1] * len(coordinates))
    out.program = Program()
    out.program.fromBytecode(b"")
    return out


def sans():
    font = TTFont(NOTO, fontNumber=NOTO_SC)
    codes = [c for c in font.getBestCmap() if inside(c, HAN) or inside(c, LATIN_AND_PUNCTUATION)]
    cut(font, codes)
    rename(
        font, "Cunshou Sans", "Version 1.0; cut from Noto Sans CJK SC",
        "© 2014-2021 Adobe (http://www.adobe.com/).",
        "This Font Software is licensed under the SIL Open Font License, Version 1.1.",
    )
    font.save("sans.otf")
    return set(codes)


def han(known, sample=None):
    parts = []
    for path in (HANA_B, HANA_A):
        font = TTFont(path)
        codes = [c for c in font.getBestCmap() if inside(c, HAN) and c not in known]
        codes = sorted(codes)[:: sample or 1]
        known |= set(codes)
        cut(font, codes)
        parts.append(font)
    base, extra = parts
    scale = 512 / base["head"].unitsPerEm
    assert base["head"].unitsPerEm == extra["head"].unitsPerEm
    tolerance = 2.5  # of 1024 units an em
    glyphs, metrics, cmap, order = {}, {}, {}, [".notdef"]
    for part in parts:
        table, best = part["glyf"], part.getBestCmap()
        if part is base:
            glyphs[".notdef"] = thin(table[".notdef"], table, scale, 0) or Glyph()
            metrics[".notdef"] = (512, 0)
        for code, name in sorted(best.items()):
            new = f"u{code:05X}"
            glyph = thin(table[name], table, scale, tolerance)
            if glyph is None:
                continue  # a character without an outline is a character that we lack
            glyph.recalcBounds(None)
            glyphs[new], cmap[code] = glyph, new
            metrics[new] = (round(part["hmtx"][name][0] * scale), glyph.xMin)
            order.append(new)
    builder = FontBuilder(512, isTTF=True)
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap(cmap)
    builder.setupGlyf(glyphs)
    builder.setupHorizontalMetrics(metrics)
    builder.setupHorizontalHeader(ascent=450, descent=-62)
    builder.setupNameTable({"familyName": "Cunshou Han", "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=450, sTypoDescender=-62, usWinAscent=450, usWinDescent=62)
    builder.setupPost(keepGlyphNames=False)
    font = builder.font
    rename(
        font, "Cunshou Han", "Version 1.0; cut from Hanazono Mincho",
        "Copyright (c) 2011, GlyphWiki Project (kamichi@fonts.jp)",
        "This Font Software is licensed under the SIL Open Font License, Version 1.1.",
    )
    font.save("han.ttf")
    return len(cmap)


if __name__ == "__main__":
    sample = int(sys.argv[1]) if len(sys.argv) > 1 else None
    known = sans()
    print("sans.otf:", len(known), "characters")
    print("han.ttf:", han(known, sample), "characters")
