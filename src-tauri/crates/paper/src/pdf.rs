//! The display list as PDF.
//!
//! Invariant: the same paper gives the same bytes: no clock, no random identifier, and resources in a fixed order. Each
//! font is cut down to the characters in use and carries the map back to Unicode, so that text can be searched and copied.
#![allow(
    clippy::float_arithmetic,
    reason = "paper is measured in fractions of a millimetre; no money is here"
)]

use crate::error::PaperError;
use crate::fonts::{FALLBACK_BYTES, Fonts, PRIMARY_BYTES};
use crate::page::{Item, MM_PER_PT, Page, Paper, TextLine, Typeface};
use lopdf::{Dictionary, Object, StringFormat};
use printpdf::{
    Color, DictItem, ExternalStream, ExternalXObject, FontId, FontMetrics, Greyscale, Line, LinePoint, Mm,
    Op, ParsedFont, PdfDocument, PdfFont, PdfFontHandle, PdfPage, PdfSaveOptions, Point, Pt, TextItem,
    TextRenderingMode, XObject, XObjectId, XObjectTransform,
};
use std::collections::{BTreeMap, BTreeSet};
use subsetter::GlyphRemapper;

/// The language of the documents (BCP 47).
const LANGUAGE: &[u8] = b"zh-CN";

/// The whole paper as one PDF file.
pub(crate) fn to_pdf(paper: &Paper) -> Result<Vec<u8>, PaperError> {
    let mut document = PdfDocument::new(&paper.title);
    for (typeface, characters) in characters(&paper.pages) {
        let font = cut(&paper.fonts, typeface, &characters)?;
        document.resources.fonts.map.insert(font_id(typeface), font);
    }
    for (index, page) in paper.pages.iter().enumerate() {
        let mut ops = Vec::new();
        for (at, item) in page.items.iter().enumerate() {
            draw(&mut ops, page, item, |symbol| {
                let id = XObjectId(format!("Q{index}x{at}"));
                document.resources.xobjects.map.insert(id.clone(), symbol);
                id
            });
        }
        document.pages.push(PdfPage::new(Mm(page.width_mm), Mm(page.height_mm), ops));
    }
    Ok(finish(&document, paper))
}

/// Sets what printpdf leaves open or fills with chance, and writes the file.
fn finish(document: &PdfDocument, paper: &Paper) -> Vec<u8> {
    // The fonts are cut down already, and there is nothing for printpdf to optimise.
    let options =
        PdfSaveOptions { optimize: false, subset_fonts: false, secure: true, image_optimization: None };
    let mut file = document.to_lopdf_document(&options, &mut Vec::new());
    "1.6".clone_into(&mut file.version);

    let mut preferences = Dictionary::new();
    preferences.set("DisplayDocTitle", true);
    // A viewer must not shrink a form that is printed onto paper with holes.
    preferences.set("PrintScaling", Object::Name(b"None".to_vec()));
    if let Ok(catalog) = file.catalog_mut() {
        catalog.set("Lang", Object::String(LANGUAGE.to_vec(), StringFormat::Literal));
        catalog.set("ViewerPreferences", preferences);
    }
    let mut info = Dictionary::new();
    info.set("Title", utf16(&paper.title));
    let info_id = file.trailer.get(b"Info").and_then(Object::as_reference);
    if let Ok(id) = info_id {
        file.set_object(id, info);
    }
    let text: String = paper.pages.iter().flat_map(Page::lines).map(|line| line.text() + "\n").collect();
    let identifier = |text: &str| {
        Object::String(fnv128(text.as_bytes()).to_be_bytes().to_vec(), StringFormat::Hexadecimal)
    };
    file.trailer.set("ID", vec![identifier(&paper.title), identifier(&text)]);

    file.compress();
    let mut bytes = Vec::new();
    file.save_to(&mut bytes).expect("writing to memory does not fail");
    bytes
}

/// FNV-1a, 128 bits: a name for the file, not a protection.
fn fnv128(bytes: &[u8]) -> u128 {
    bytes.iter().fold(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d, |hash, byte| {
        (hash ^ u128::from(*byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b)
    })
}

fn utf16(text: &str) -> Object {
    let bytes = [0xFEFF].into_iter().chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect();
    Object::String(bytes, StringFormat::Hexadecimal)
}

fn font_id(typeface: Typeface) -> FontId {
    FontId(
        match typeface {
            Typeface::Sans => "Sans",
            Typeface::Han => "Han",
        }
        .to_owned(),
    )
}

/// The characters that each typeface has to draw.
fn characters(pages: &[Page]) -> BTreeMap<Typeface, BTreeSet<char>> {
    let mut used: BTreeMap<Typeface, BTreeSet<char>> = BTreeMap::new();
    for run in pages.iter().flat_map(Page::lines).flat_map(|line| &line.glyphs) {
        used.entry(run.typeface).or_default().extend(run.text.chars());
    }
    used
}

/// A font with just these characters.
fn cut(fonts: &Fonts, typeface: Typeface, characters: &BTreeSet<char>) -> Result<PdfFont, PaperError> {
    let broken = || PaperError::BadFont { font: typeface.family() };
    let (bytes, tag) = match typeface {
        Typeface::Sans => (PRIMARY_BYTES, "CUNSHO+CunshouSans"),
        Typeface::Han => (FALLBACK_BYTES, "CUNSHO+CunshouHan"),
    };
    let face = fonts.face(typeface)?;
    let mut mapper = GlyphRemapper::new();
    let mut glyphs = BTreeMap::new();
    let mut widths = BTreeMap::new();
    for character in characters {
        let glyph = face.glyph_index(*character).ok_or_else(broken)?;
        let new = mapper.remap(glyph.0);
        glyphs.insert(u32::from(*character), new);
        widths.insert(new, face.glyph_hor_advance(glyph).unwrap_or(0));
    }
    let program = subsetter::subset(bytes, 0, &mapper).map_err(|_| broken())?;
    let metrics = FontMetrics { ascent: face.ascender(), descent: face.descender() };
    let mut font = ParsedFont::with_glyph_data(
        program,
        0,
        Some(tag.to_owned()),
        glyphs,
        widths,
        face.units_per_em(),
        metrics,
    );
    let bounds = face.global_bounding_box();
    font.pdf_font_metrics.x_min = bounds.x_min;
    font.pdf_font_metrics.y_min = bounds.y_min;
    font.pdf_font_metrics.x_max = bounds.x_max;
    font.pdf_font_metrics.y_max = bounds.y_max;
    Ok(PdfFont::new(font))
}

fn draw(ops: &mut Vec<Op>, page: &Page, item: &Item, keep: impl FnOnce(XObject) -> XObjectId) {
    let point = |x: f32, y: f32| Point { x: pt(x), y: pt(page.height_mm - y) };
    match item {
        Item::Text(line) => draw_text(ops, page, line),
        Item::Line { ends_mm: [x1, y1, x2, y2], width_pt } => {
            draw_path(ops, &[point(*x1, *y1), point(*x2, *y2)], false, *width_pt);
        }
        Item::Frame { box_mm: [x, y, width, height], width_pt } => {
            let (right, bottom) = (x + width, y + height);
            let corners = [point(*x, *y), point(right, *y), point(right, bottom), point(*x, bottom)];
            draw_path(ops, &corners, true, *width_pt);
        }
        Item::Qr { square_mm: [x, y, side], modules, dark } => {
            let id = keep(qr_mask(*modules, dark));
            let corner = point(*x, y + side);
            ops.push(Op::SetFillColor { col: grey(100) });
            ops.push(Op::UseXobject {
                id,
                transform: XObjectTransform {
                    translate_x: Some(corner.x),
                    translate_y: Some(corner.y),
                    scale_x: Some(pt(*side).0),
                    scale_y: Some(pt(*side).0),
                    no_auto_scale: true,
                    ..XObjectTransform::default()
                },
            });
        }
    }
}

fn draw_path(ops: &mut Vec<Op>, points: &[Point], is_closed: bool, width_pt: f32) {
    ops.push(Op::SetOutlineColor { col: grey(100) });
    ops.push(Op::SetOutlineThickness { pt: Pt(width_pt) });
    let points = points.iter().map(|p| LinePoint { p: *p, bezier: false }).collect();
    ops.push(Op::DrawLine { line: Line { points, is_closed } });
}

fn draw_text(ops: &mut Vec<Op>, page: &Page, line: &TextLine) {
    ops.push(Op::SaveGraphicsState);
    ops.push(Op::SetFillColor { col: grey(line.black_percent) });
    if line.bold {
        ops.push(Op::SetOutlineColor { col: grey(line.black_percent) });
        ops.push(Op::SetOutlineThickness { pt: Pt(line.bold_pt()) });
        ops.push(Op::SetTextRenderingMode { mode: TextRenderingMode::FillStroke });
    }
    for run in &line.glyphs {
        let Some(x_mm) = run.x_mm.first() else { continue };
        ops.push(Op::StartTextSection);
        let font = PdfFontHandle::External(font_id(run.typeface));
        ops.push(Op::SetFont { font, size: Pt(line.size_pt) });
        ops.push(Op::SetTextCursor { pos: Point { x: pt(*x_mm), y: pt(page.height_mm - line.baseline_mm) } });
        ops.push(Op::ShowText { items: vec![TextItem::Text(run.text.clone())] });
        ops.push(Op::EndTextSection);
    }
    ops.push(Op::RestoreGraphicsState);
}

/// The symbol as one stencil of one bit a module: a few hundred bytes, where squares would be nine tenths of the page.
fn qr_mask(modules: usize, dark: &[bool]) -> XObject {
    let mut content = Vec::new();
    for row in dark.chunks(modules.max(1)) {
        for eight in row.chunks(8) {
            // In a stencil a 0 is painted; the padding bits are not looked at.
            content.push(
                eight.iter().enumerate().fold(
                    0xFFu8,
                    |byte, (bit, dark)| {
                        if *dark { byte & !(0x80 >> bit) } else { byte }
                    },
                ),
            );
        }
    }
    let side = i64::try_from(modules).unwrap_or(0);
    let name = |text: &str| DictItem::Name(text.as_bytes().to_vec());
    let dict = BTreeMap::from([
        ("Type".to_owned(), name("XObject")),
        ("Subtype".to_owned(), name("Image")),
        ("Width".to_owned(), DictItem::Int(side)),
        ("Height".to_owned(), DictItem::Int(side)),
        ("ImageMask".to_owned(), DictItem::Bool(true)),
        ("BitsPerComponent".to_owned(), DictItem::Int(1)),
    ]);
    let stream = ExternalStream { dict, content, compress: true };
    XObject::External(ExternalXObject { stream, width: None, height: None, dpi: None })
}

fn grey(black_percent: u8) -> Color {
    let percent = 1.0 - f32::from(black_percent.min(100)) / 100.0;
    Color::Greyscale(Greyscale { percent, icc_profile: None })
}

/// Millimetres as points, rounded to a hundredth so that the file stays short.
fn pt(mm: f32) -> Pt {
    Pt((mm / MM_PER_PT * 100.0).round() / 100.0)
}
