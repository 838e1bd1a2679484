//! The display list as PDF.
//!
//! Invariant: the same paper gives the same bytes: no clock, no random identifier, and objects in a fixed order. Each font is
//! cut down to the characters in use, once for all pages, and carries the map back to Unicode, so that text can be searched
//! and copied. A QR symbol is a stencil of one bit a module within the page: a few hundred bytes, where squares would be
//! nine tenths of it.
#![allow(
    clippy::float_arithmetic,
    reason = "paper is measured in fractions of a millimetre; no money is here"
)]

use crate::error::PaperError;
use crate::fonts::{FALLBACK_BYTES, Fonts, PRIMARY_BYTES};
use crate::page::{Item, MM_PER_PT, Page, Paper, PrinterFit, TextLine, Typeface};
use flate2::Compression;
use flate2::write::ZlibEncoder;
use lopdf::xref::XrefType;
use lopdf::{Dictionary, Document, Object, ObjectId, Stream, StringFormat, dictionary};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;
use std::io::Write as _;
use subsetter::GlyphRemapper;
use ttf_parser::{RawFace, Tag};

/// The language of the documents (BCP 47).
const LANGUAGE: &[u8] = b"zh-CN";
/// Entries of one block of a map back to Unicode; the format allows no more.
const BLOCK: usize = 100;

/// The whole paper as one PDF file.
pub(crate) fn to_pdf(paper: &Paper) -> Result<Vec<u8>, PaperError> {
    let mut file = Document::with_version("1.6");
    file.reference_table.cross_reference_type = XrefType::CrossReferenceTable;
    let pages_id = file.new_object_id();

    let mut fonts = Dictionary::new();
    let mut codes = Codes::default();
    for (typeface, characters) in characters(&paper.pages) {
        let font = CutFont::of(&paper.fonts, typeface, &characters)?;
        fonts.set(resource(typeface), Object::Reference(font.add_to(&mut file)));
        codes.0.extend(font.glyphs.into_iter().map(|(character, glyph)| ((typeface, character), glyph.code)));
    }
    let resources_id = file.add_object(dictionary! { "Font" => fonts });

    let mut kids = Vec::with_capacity(paper.pages.len());
    let mut draft = Draft { codes: &codes, out: String::new(), pen: Pen::default() };
    for page in &paper.pages {
        let content = draft.page(page, paper.fit);
        let content_id = file.add_object(packed(Dictionary::new(), content.as_bytes()));
        let page_id = file.add_object(dictionary! {
            "Type" => "Page",
            "Parent" => pages_id,
            "MediaBox" => vec![0.into(), 0.into(), pt(page.width_mm).into(), pt(page.height_mm).into()],
            "Resources" => resources_id,
            "Contents" => content_id,
        });
        kids.push(Object::Reference(page_id));
    }
    let count = i64::try_from(kids.len()).unwrap_or(i64::MAX);
    file.set_object(pages_id, dictionary! { "Type" => "Pages", "Count" => count, "Kids" => kids });

    let catalog_id = file.add_object(dictionary! {
        "Type" => "Catalog",
        "Pages" => pages_id,
        "Lang" => Object::String(LANGUAGE.to_vec(), StringFormat::Literal),
        // A viewer must not shrink a form that is printed onto paper with holes.
        "ViewerPreferences" => dictionary! { "DisplayDocTitle" => true, "PrintScaling" => "None" },
    });
    let info_id = file.add_object(dictionary! { "Title" => utf16(&paper.title) });
    let mut text = Fnv::default();
    for line in paper.pages.iter().flat_map(Page::lines) {
        line.glyphs.iter().for_each(|run| text.add(run.text.as_bytes()));
        text.add(b"\n");
    }
    let mut title = Fnv::default();
    title.add(paper.title.as_bytes());
    let identifier = |name: Fnv| Object::String(name.0.to_be_bytes().to_vec(), StringFormat::Hexadecimal);
    file.trailer.set("Root", catalog_id);
    file.trailer.set("Info", info_id);
    file.trailer.set("ID", vec![identifier(title), identifier(text)]);
    let mut bytes = Vec::new();
    file.save_to(&mut bytes).expect("writing to memory does not fail");
    Ok(bytes)
}

/// FNV-1a, 128 bits: a name for the file, not a protection.
struct Fnv(u128);

impl Default for Fnv {
    fn default() -> Self {
        Self(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d)
    }
}

impl Fnv {
    fn add(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u128::from(*byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b);
        }
    }
}

fn utf16(text: &str) -> Object {
    let bytes = [0xFEFF].into_iter().chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect();
    Object::String(bytes, StringFormat::Hexadecimal)
}

/// A stream, compressed.
fn packed(mut dictionary: Dictionary, content: &[u8]) -> Stream {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(content).expect("memory takes it");
    dictionary.set("Filter", "FlateDecode");
    Stream::new(dictionary, encoder.finish().expect("memory takes it")).with_compression(false)
}

// ---- fonts

/// The name of a font on the pages.
fn resource(typeface: Typeface) -> &'static str {
    match typeface {
        Typeface::Sans => "S",
        Typeface::Han => "H",
    }
}

/// The characters that each typeface has to draw.
fn characters(pages: &[Page]) -> BTreeMap<Typeface, BTreeSet<char>> {
    let mut used: BTreeMap<Typeface, BTreeSet<char>> = BTreeMap::new();
    for run in pages.iter().flat_map(Page::lines).flat_map(|line| &line.glyphs) {
        used.entry(run.typeface).or_default().extend(run.text.chars());
    }
    used
}

/// By which number each character is drawn.
#[derive(Default)]
struct Codes(HashMap<(Typeface, char), u16>);

/// A glyph of a font that was cut down.
struct CutGlyph {
    code: u16,
    width: u32,
}

/// A font with just some characters.
struct CutFont {
    typeface: Typeface,
    program: Vec<u8>,
    glyphs: BTreeMap<char, CutGlyph>,
    /// Ascent, descent and bounding box in thousandths of an em.
    metrics: [i32; 6],
}

impl CutFont {
    fn of(fonts: &Fonts, typeface: Typeface, characters: &BTreeSet<char>) -> Result<Self, PaperError> {
        let broken = || PaperError::BadFont { font: typeface.family() };
        let bytes = match typeface {
            Typeface::Sans => PRIMARY_BYTES,
            Typeface::Han => FALLBACK_BYTES,
        };
        let face = fonts.face(typeface)?;
        let mut mapper = GlyphRemapper::new();
        let mut glyphs = BTreeMap::new();
        for character in characters {
            let glyph = face.glyph_index(*character).ok_or_else(broken)?;
            let (_, width) = fonts.advance(*character, "")?;
            glyphs.insert(*character, CutGlyph { code: mapper.remap(glyph.0), width });
        }
        let program = subsetter::subset(bytes, 0, &mapper).map_err(|_| broken())?;
        let program = match typeface {
            Typeface::Han => program,
            // Outlines in CFF are embedded bare: every reader then takes our codes for what they are.
            Typeface::Sans => {
                let raw = RawFace::parse(&program, 0).map_err(|_| broken())?;
                raw.table(Tag::from_bytes(b"CFF ")).ok_or_else(broken)?.to_vec()
            }
        };
        let em = i32::from(face.units_per_em());
        let bounds = face.global_bounding_box();
        let metrics =
            [face.ascender(), face.descender(), bounds.x_min, bounds.y_min, bounds.x_max, bounds.y_max]
                .map(|units| i32::from(units) * 1000 / em);
        Ok(Self { typeface, program, glyphs, metrics })
    }

    /// Adds the font to a file.
    fn add_to(&self, file: &mut Document) -> ObjectId {
        let (name, subtype) = match self.typeface {
            Typeface::Sans => ("CUNSHO+CunshouSans", "CIDFontType0"),
            Typeface::Han => ("CUNSHO+CunshouHan", "CIDFontType2"),
        };
        let [ascent, descent, bounds @ ..] = self.metrics;
        let mut descriptor = dictionary! {
            "Type" => "FontDescriptor",
            "FontName" => name,
            // Symbolic: the font is addressed by glyph, not by an encoding.
            "Flags" => 4,
            "FontBBox" => bounds.map(Object::from).to_vec(),
            "ItalicAngle" => 0,
            "Ascent" => ascent,
            "Descent" => descent,
            "CapHeight" => ascent,
            "StemV" => 80,
        };
        let length = i64::try_from(self.program.len()).unwrap_or(i64::MAX);
        match self.typeface {
            Typeface::Sans => {
                let dictionary = dictionary! { "Subtype" => "CIDFontType0C" };
                let program_id = file.add_object(packed(dictionary, &self.program));
                descriptor.set("FontFile3", program_id);
            }
            Typeface::Han => {
                let program_id = file.add_object(packed(dictionary! { "Length1" => length }, &self.program));
                descriptor.set("FontFile2", program_id);
            }
        }
        let descriptor_id = file.add_object(descriptor);
        let mut by_code: Vec<(&char, &CutGlyph)> = self.glyphs.iter().collect();
        by_code.sort_by_key(|(_, glyph)| glyph.code);
        let mut font = dictionary! {
            "Type" => "Font",
            "Subtype" => subtype,
            "BaseFont" => name,
            "CIDSystemInfo" => dictionary! {
                "Registry" => Object::string_literal("Adobe"),
                "Ordering" => Object::string_literal("Identity"),
                "Supplement" => 0,
            },
            "FontDescriptor" => descriptor_id,
            "DW" => 1000,
            "W" => widths(&by_code),
        };
        if self.typeface == Typeface::Han {
            font.set("CIDToGIDMap", "Identity");
        }
        let font_id = file.add_object(font);
        let map_id = file.add_object(packed(Dictionary::new(), to_unicode(&by_code).as_bytes()));
        file.add_object(dictionary! {
            "Type" => "Font",
            "Subtype" => "Type0",
            "BaseFont" => match self.typeface {
                Typeface::Sans => format!("{name}-Identity-H"),
                Typeface::Han => name.to_owned(),
            },
            "Encoding" => "Identity-H",
            "DescendantFonts" => vec![Object::Reference(font_id)],
            "ToUnicode" => map_id,
        })
    }
}

/// The widths that are not a whole em.
fn widths(glyphs: &[(&char, &CutGlyph)]) -> Vec<Object> {
    let mut runs: Vec<(u16, Vec<Object>)> = Vec::new();
    let mut before = None;
    for (_, glyph) in glyphs.iter().filter(|(_, glyph)| glyph.width != 1000) {
        let width = Object::Integer(glyph.width.into());
        match runs.last_mut() {
            Some((_, run)) if before == Some(glyph.code) => run.push(width),
            _ => runs.push((glyph.code, vec![width])),
        }
        before = Some(glyph.code + 1);
    }
    runs.into_iter().flat_map(|(code, run)| [Object::Integer(code.into()), Object::Array(run)]).collect()
}

/// The map from codes back to characters.
fn to_unicode(glyphs: &[(&char, &CutGlyph)]) -> String {
    let mut map = String::from(
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n\
         /CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n\
         /CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n\
         1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n",
    );
    for block in glyphs.chunks(BLOCK) {
        let _ = writeln!(map, "{} beginbfchar", block.len());
        for (character, glyph) in block {
            let _ = write!(map, "<{:04X}> <", glyph.code);
            for unit in character.encode_utf16(&mut [0; 2]) {
                let _ = write!(map, "{unit:04X}");
            }
            map += ">\n";
        }
        map += "endbfchar\n";
    }
    map + "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
}

// ---- pages

/// What was said last about how to draw; it holds until something else is said.
#[derive(Default)]
struct Pen {
    width_pt: f32,
    is_bold: bool,
}

/// The drawing of a page as operators.
struct Draft<'a> {
    codes: &'a Codes,
    out: String,
    pen: Pen,
}

impl Draft<'_> {
    /// The operators of a page. Text and lines are black unless an item says otherwise, as a page begins.
    fn page(&mut self, page: &Page, fit: PrinterFit) -> &str {
        self.out.clear();
        self.pen = Pen { width_pt: 1.0, is_bold: false };
        if fit != PrinterFit::default() {
            let scale = fit.scale();
            // The page is measured from its top left corner, PDF from the bottom left one.
            let down = page.height_mm * (1.0 - scale) - fit.offset_y_mm();
            self.numbers(&[scale, 0.0, 0.0, scale, pt(fit.offset_x_mm()), pt(down)], "cm");
        }
        for item in &page.items {
            match item {
                Item::Text(line) => self.text(page, line),
                Item::Line { ends_mm: [x1, y1, x2, y2], width_pt } => {
                    self.width(*width_pt);
                    self.numbers(&[pt(*x1), pt(page.height_mm - y1)], "m");
                    self.numbers(&[pt(*x2), pt(page.height_mm - y2)], "l");
                    self.out += "S\n";
                }
                Item::Frame { box_mm: [x, y, width, height], width_pt } => {
                    self.width(*width_pt);
                    let bottom = page.height_mm - y - height;
                    self.numbers(&[pt(*x), pt(bottom), pt(*width), pt(*height)], "re");
                    self.out += "S\n";
                }
                Item::Qr { square_mm: [x, y, side], modules, dark } => {
                    self.out += "q\n";
                    let bottom = page.height_mm - y - side;
                    self.numbers(&[pt(*side), 0.0, 0.0, pt(*side), pt(*x), pt(bottom)], "cm");
                    self.stencil(*modules, dark);
                    self.out += "Q\n";
                }
            }
        }
        &self.out
    }

    fn text(&mut self, page: &Page, line: &TextLine) {
        let Some(x_mm) = line.glyphs.first().and_then(|run| run.x_mm.first()) else { return };
        let is_pale = line.black_percent < 100;
        let was_bold = self.pen.is_bold;
        if is_pale {
            let grey = 1.0 - f32::from(line.black_percent) / 100.0;
            self.out += "q\n";
            self.numbers(&[grey], "g");
            self.numbers(&[grey], "G");
        }
        if line.bold {
            self.width(line.bold_pt());
        }
        self.out += "BT\n";
        if line.bold != self.pen.is_bold {
            self.out += if line.bold { "2 Tr\n" } else { "0 Tr\n" };
            self.pen.is_bold = line.bold;
        }
        self.numbers(&[pt(*x_mm), pt(page.height_mm - line.baseline_mm)], "Td");
        // The runs of a line follow each other: the pen stands where the one before ended.
        for run in &line.glyphs {
            let _ = write!(self.out, "/{} ", resource(run.typeface));
            self.numbers(&[line.size_pt], "Tf");
            self.out.push('<');
            for character in run.text.chars() {
                let code = self.codes.0.get(&(run.typeface, character)).copied().unwrap_or(0);
                hex(&mut self.out, code);
            }
            self.out += "> Tj\n";
        }
        self.out += "ET\n";
        if is_pale {
            self.out += "Q\n";
            // What was said within is forgotten with it; the width is said again.
            self.pen = Pen { width_pt: f32::NAN, is_bold: was_bold };
        }
    }

    fn width(&mut self, width_pt: f32) {
        if (self.pen.width_pt - width_pt).abs() < 0.001 {
            return;
        }
        self.numbers(&[width_pt], "w");
        self.pen.width_pt = width_pt;
    }

    /// A symbol as an image within the page, one bit a module: a 0 is painted, the bits that fill up a byte are not looked at.
    fn stencil(&mut self, modules: usize, dark: &[bool]) {
        let _ = writeln!(self.out, "BI /W {modules} /H {modules} /IM true /BPC 1 /F /AHx ID");
        for row in dark.chunks(modules.max(1)) {
            for eight in row.chunks(8) {
                let painted = eight.iter().enumerate().filter(|(_, dark)| **dark);
                let byte = painted.fold(0xFF_u8, |byte, (bit, _)| byte & !(0x80 >> bit));
                let _ = write!(self.out, "{byte:02X}");
            }
        }
        self.out += ">\nEI\n";
    }

    /// Numbers with at most three places, and what is done with them.
    fn numbers(&mut self, numbers: &[f32], operator: &str) {
        for number in numbers {
            let start = self.out.len();
            let _ = write!(self.out, "{number:.3}");
            let kept = self.out[start..].trim_end_matches('0').trim_end_matches('.').len();
            self.out.truncate(start + kept);
            self.out.push(' ');
        }
        self.out += operator;
        self.out.push('\n');
    }
}

fn hex(out: &mut String, code: u16) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    for shift in [12, 8, 4, 0] {
        out.push(char::from(DIGITS[usize::from(code >> shift & 0xF)]));
    }
}

/// Millimetres as points, rounded to a hundredth so that the file stays short.
fn pt(mm: f32) -> f32 {
    (mm / MM_PER_PT * 100.0).round() / 100.0
}
