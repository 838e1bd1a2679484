"""Draws the receipt of the bench with reportlab or typst, from the same list of texts and lines, in the same font.

    draw.py reportlab|typst LIST.json FONTS COPIES qr|plain

Prints milliseconds and bytes. What is done once in a program's life (loading libraries and fonts) is not counted.
"""

import io
import json
import pathlib
import sys
import tempfile
import time

MM = 72 / 25.4


def truetype(fonts, folder):
    """reportlab reads TrueType outlines only: the characters of GB 2312 as such. Made before the clock starts."""
    from fontTools.pens.cu2quPen import Cu2QuPen
    from fontTools.pens.ttGlyphPen import TTGlyphPen
    from fontTools.fontBuilder import FontBuilder
    from fontTools.ttLib import TTFont

    source = TTFont(fonts / "sans.otf")
    known = source.getBestCmap()
    wanted = set(range(0x20, 0x7F)) | set(map(ord, "·—…“”¥￥〔〕㛃䶮"))
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            try:
                wanted.add(ord(bytes([row, cell]).decode("gb2312")))
            except UnicodeDecodeError:
                pass
    cmap = {code: known[code] for code in sorted(wanted) if code in known}
    shapes, widths = {}, {}
    glyphs = source.getGlyphSet()
    for name in [".notdef", *dict.fromkeys(cmap.values())]:
        pen = TTGlyphPen(None)
        glyphs[name].draw(Cu2QuPen(pen, 1.0, reverse_direction=True))
        shapes[name] = pen.glyph()
        widths[name] = (source["hmtx"][name][0], 0)
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(list(shapes))
    builder.setupCharacterMap(cmap)
    builder.setupGlyf(shapes)
    builder.setupHorizontalMetrics(widths)
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": "Sans", "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    path = pathlib.Path(folder) / "sans.ttf"
    builder.save(path)
    return str(path)


def reportlab(page, fonts, copies, with_qr):
    from reportlab.graphics import renderPDF
    from reportlab.graphics.barcode.qr import QrCodeWidget
    from reportlab.graphics.shapes import Drawing
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    with tempfile.TemporaryDirectory() as folder:
        pdfmetrics.registerFont(TTFont("Sans", truetype(fonts, folder)))
    height = page["height"]

    def act():
        out = io.BytesIO()
        canvas = Canvas(out, pagesize=(page["width"] * MM, height * MM), invariant=1, pageCompression=1)
        for _ in range(copies):
            for x, y, size, text in page["texts"]:
                canvas.setFont("Sans", size)
                canvas.drawString(x * MM, (height - y) * MM, text)
            for x1, y1, x2, y2, width in page["lines"]:
                canvas.setLineWidth(width)
                canvas.line(x1 * MM, (height - y1) * MM, x2 * MM, (height - y2) * MM)
            if with_qr:
                x, y, side = page["qr"]["place"]
                widget = QrCodeWidget(page["qr"]["text"], barLevel="M", barBorder=0)
                widget.barWidth = widget.barHeight = side * MM
                drawing = Drawing(side * MM, side * MM)
                drawing.add(widget)
                renderPDF.draw(drawing, canvas, x * MM, (height - y - side) * MM)
            canvas.showPage()
        canvas.save()
        return out.getvalue()

    return act


def typst(page, fonts, copies, with_qr):
    import typst as compiler

    lines = [
        f'#set page(width: {page["width"]}mm, height: {page["height"]}mm, margin: 0mm)',
        '#set text(font: ("Cunshou Sans", "Cunshou Han"), lang: "zh", top-edge: "baseline", bottom-edge: "baseline")',
        "#let receipt() = [",
    ]
    for x, y, size, text in page["texts"]:
        text = json.dumps(text, ensure_ascii=False)
        lines.append(f"#place(dx: {x:.3f}mm, dy: {y:.3f}mm, text(size: {size}pt, {text}))")
    for x1, y1, x2, y2, width in page["lines"]:
        lines.append(
            f"#place(line(start: ({x1:.3f}mm, {y1:.3f}mm), end: ({x2:.3f}mm, {y2:.3f}mm), stroke: {width}pt))"
        )
    if with_qr:
        x, y, side = page["qr"]["place"]
        svg = json.dumps(page["qr"]["svg"])
        lines.append(f'#place(dx: {x}mm, dy: {y}mm, image(bytes({svg}), format: "svg", width: {side}mm))')
    lines.append("]")
    # Each page says its number, so that none is taken for another.
    lines.append(f"#for n in range({copies}) {{ if n > 0 {{ pagebreak() }}; receipt(); text(size: 1pt, str(n)) }}")
    source = "\n".join(lines)
    instance = compiler.Compiler(font_paths=[str(fonts)])

    def act():
        return instance.compile(input=source.encode(), format="pdf")

    return act


def main():
    how, listed, fonts, copies, qr = sys.argv[1:]
    page = json.loads(pathlib.Path(listed).read_text())
    make = {"reportlab": reportlab, "typst": typst}[how]
    act = make(page, pathlib.Path(fonts), int(copies), qr == "qr")
    begin = time.perf_counter()
    first = act()
    first_took = time.perf_counter() - begin
    runs = 1 if int(copies) > 1 else 20
    begin = time.perf_counter()
    if how == "reportlab":
        for _ in range(runs):
            act()
        took = (time.perf_counter() - begin) / runs
    else:
        # typst remembers what it has laid out: only the first time counts.
        took = first_took
    print(f"{took * 1000:.2f} {len(first)}")


main()
