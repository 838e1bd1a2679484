//! The calls of Windows that printing needs, each behind a safe function. No library gives them: `winsafe` has neither
//! jobs nor printer contexts, `winprint` takes files only and does not tell the job's number.
//!
//! Invariant: everything that is opened is closed, and a document that was not finished is dropped, also where an error
//! ends it; lengths and counts that Windows answers are checked against the buffer. It decides nothing.
#![expect(unsafe_code, reason = "Windows' printing is offered in C alone; each call says why it is sound")]

use super::form::{Bed, Forms, Sheet};
use super::job::{self, PrinterState};
use super::raster::{Bitmap, Grain, Strip};
use std::{ffi::c_void, io, mem, ptr};
use windows::Win32::Foundation::{
    ERROR_INVALID_PARAMETER, HANDLE, NO_ERROR, POINT, SetLastError, WAIT_OBJECT_0,
};
use windows::Win32::Graphics::Gdi::{
    BI_RGB, BITMAPINFO, BITMAPINFOHEADER, CreateDCW, DEVMODEW, DIB_RGB_COLORS, DM_COPIES, DM_DUPLEX,
    DM_FORMNAME, DM_IN_BUFFER, DM_ORIENTATION, DM_OUT_BUFFER, DM_PAPERLENGTH, DM_PAPERSIZE, DM_PAPERWIDTH,
    DM_SCALE, DMDUP_SIMPLEX, DMORIENT_LANDSCAPE, DMORIENT_PORTRAIT, DeleteDC, GET_DEVICE_CAPS_INDEX,
    GetDeviceCaps, HDC, LOGPIXELSX, LOGPIXELSY, PHYSICALHEIGHT, PHYSICALOFFSETX, PHYSICALOFFSETY,
    PHYSICALWIDTH, RGBQUAD, SRCCOPY, StretchDIBits,
};
use windows::Win32::Graphics::Printing::{
    ClosePrinter, DocumentPropertiesW, EnumPrintersW, FindClosePrinterChangeNotification,
    FindFirstPrinterChangeNotification, FindNextPrinterChangeNotification, FreePrinterNotifyInfo,
    GetDefaultPrinterW, GetJobW, GetPrinterW, JOB_CONTROL_DELETE, JOB_INFO_1W, JOB_NOTIFY_FIELD_STATUS,
    JOB_NOTIFY_TYPE, JOB_STATUS_BLOCKED_DEVQ, JOB_STATUS_COMPLETE, JOB_STATUS_DELETED, JOB_STATUS_DELETING,
    JOB_STATUS_ERROR, JOB_STATUS_OFFLINE, JOB_STATUS_PAPEROUT, JOB_STATUS_PAUSED, JOB_STATUS_PRINTED,
    JOB_STATUS_PRINTING, JOB_STATUS_USER_INTERVENTION, OpenPrinterW, PRINTER_ATTRIBUTE_KEEPPRINTEDJOBS,
    PRINTER_ATTRIBUTE_WORK_OFFLINE, PRINTER_CHANGE_JOB, PRINTER_ENUM_CONNECTIONS, PRINTER_ENUM_LOCAL,
    PRINTER_HANDLE, PRINTER_INFO_2W, PRINTER_INFO_5W, PRINTER_NOTIFY_INFO, PRINTER_NOTIFY_INFO_DATA,
    PRINTER_NOTIFY_OPTIONS, PRINTER_NOTIFY_OPTIONS_TYPE, PRINTER_STATUS_DOOR_OPEN, PRINTER_STATUS_ERROR,
    PRINTER_STATUS_MANUAL_FEED, PRINTER_STATUS_NO_TONER, PRINTER_STATUS_NOT_AVAILABLE,
    PRINTER_STATUS_OFFLINE, PRINTER_STATUS_OUTPUT_BIN_FULL, PRINTER_STATUS_PAPER_JAM,
    PRINTER_STATUS_PAPER_OUT, PRINTER_STATUS_PAPER_PROBLEM, PRINTER_STATUS_PAUSED,
    PRINTER_STATUS_SERVER_OFFLINE, PRINTER_STATUS_TONER_LOW, PRINTER_STATUS_USER_INTERVENTION, SetJobW,
};
use windows::Win32::Storage::Xps::{
    AbortDoc, DC_FIELDS, DC_MAXEXTENT, DC_MINEXTENT, DC_PAPERS, DC_PAPERSIZE, DOCINFOW, DeviceCapabilitiesW,
    EndDoc, EndPage, PRINTER_DEVICE_CAPABILITIES, StartDocW, StartPage,
};
use windows::Win32::System::Threading::WaitForSingleObject;
use windows::core::{HSTRING, PCWSTR, PWSTR, w};

/// Notices that are read at one look; more have no business here.
const MOST_NOTICES: usize = 1000;

// What `job` says of these numbers is Windows' own meaning of them.
const _: () = {
    let same = [
        (job::JOB_PAUSED, JOB_STATUS_PAUSED),
        (job::JOB_ERROR, JOB_STATUS_ERROR),
        (job::JOB_DELETING, JOB_STATUS_DELETING),
        (job::JOB_PRINTING, JOB_STATUS_PRINTING),
        (job::JOB_OFFLINE, JOB_STATUS_OFFLINE),
        (job::JOB_PAPER_OUT, JOB_STATUS_PAPEROUT),
        (job::JOB_PRINTED, JOB_STATUS_PRINTED),
        (job::JOB_DELETED, JOB_STATUS_DELETED),
        (job::JOB_BLOCKED, JOB_STATUS_BLOCKED_DEVQ),
        (job::JOB_NEEDS_SOMEBODY, JOB_STATUS_USER_INTERVENTION),
        (job::JOB_COMPLETE, JOB_STATUS_COMPLETE),
        (job::PRINTER_PAUSED, PRINTER_STATUS_PAUSED),
        (job::PRINTER_ERROR, PRINTER_STATUS_ERROR),
        (job::PRINTER_JAM, PRINTER_STATUS_PAPER_JAM),
        (job::PRINTER_PAPER_OUT, PRINTER_STATUS_PAPER_OUT),
        (job::PRINTER_MANUAL_FEED, PRINTER_STATUS_MANUAL_FEED),
        (job::PRINTER_PAPER_PROBLEM, PRINTER_STATUS_PAPER_PROBLEM),
        (job::PRINTER_OFFLINE, PRINTER_STATUS_OFFLINE),
        (job::PRINTER_BIN_FULL, PRINTER_STATUS_OUTPUT_BIN_FULL),
        (job::PRINTER_NOT_AVAILABLE, PRINTER_STATUS_NOT_AVAILABLE),
        (job::PRINTER_TONER_LOW, PRINTER_STATUS_TONER_LOW),
        (job::PRINTER_NO_TONER, PRINTER_STATUS_NO_TONER),
        (job::PRINTER_NEEDS_SOMEBODY, PRINTER_STATUS_USER_INTERVENTION),
        (job::PRINTER_DOOR_OPEN, PRINTER_STATUS_DOOR_OPEN),
        (job::PRINTER_SERVER_OFFLINE, PRINTER_STATUS_SERVER_OFFLINE),
        (job::PRINTER_WORKS_OFFLINE, PRINTER_ATTRIBUTE_WORK_OFFLINE),
        (job::PRINTER_KEEPS_JOBS, PRINTER_ATTRIBUTE_KEEPPRINTEDJOBS),
    ];
    let mut at = 0;
    while at < same.len() {
        assert!(same[at].0 == same[at].1);
        at += 1;
    }
};

/// Memory that Windows fills with its structures: aligned for each of them.
struct Filled {
    words: Vec<u64>,
}

impl Filled {
    /// At least so many bytes, all zero.
    fn of(bytes: usize) -> Self {
        Self { words: vec![0; bytes.div_ceil(8)] }
    }

    fn bytes(&mut self) -> &mut [u8] {
        let length = self.words.len() * 8;
        // SAFETY: the words are initialised, exclusively borrowed, and any byte is valid in them.
        unsafe { std::slice::from_raw_parts_mut(self.words.as_mut_ptr().cast(), length) }
    }

    /// The first `count` structures in it, as far as they fit in.
    ///
    /// # Safety
    /// `T` is a structure of numbers and pointers for which every pattern of bits is valid, aligned to at most eight bytes.
    unsafe fn as_slice<T>(&self, count: usize) -> &[T] {
        const { assert!(mem::align_of::<T>() <= 8) };
        let fit = self.words.len() * 8 / mem::size_of::<T>();
        // SAFETY: within the buffer and aligned; that any bits are valid is what the caller says.
        unsafe { std::slice::from_raw_parts(self.words.as_ptr().cast(), count.min(fit)) }
    }
}

/// Asks a call of Windows how much it has to say, and then lets it say it. Answers `None` if that is nothing.
fn filled(mut call: impl FnMut(Option<&mut [u8]>, &mut u32) -> bool) -> io::Result<Option<Filled>> {
    let mut needed = 0;
    let is_nothing = call(None, &mut needed);
    if needed == 0 {
        return if is_nothing { Ok(None) } else { Err(io::Error::last_os_error()) };
    }
    let mut buffer = Filled::of(needed as usize);
    if call(Some(buffer.bytes()), &mut needed) { Ok(Some(buffer)) } else { Err(io::Error::last_os_error()) }
}

/// The name and the port of each printer of this computer and of those that it is connected to. No printer is asked.
pub fn printers() -> io::Result<Vec<(String, String)>> {
    let mut count = 0;
    let printers = filled(|buffer, needed| {
        let which = PRINTER_ENUM_LOCAL | PRINTER_ENUM_CONNECTIONS;
        // SAFETY: the buffer and the two numbers live through the call, which writes no further than the buffer is long.
        unsafe { EnumPrintersW(which, PCWSTR::null(), 5, buffer, needed, &raw mut count).is_ok() }
    })?;
    let Some(printers) = printers else { return Ok(Vec::new()) };
    // SAFETY: level 5 fills in structures of this kind, of numbers and pointers.
    let rows = unsafe { printers.as_slice::<PRINTER_INFO_5W>(count as usize) };
    // SAFETY: the names are closed by a zero and lie in the same buffer.
    let both = |row: &PRINTER_INFO_5W| unsafe {
        Some((text(row.pPrinterName)?, text(row.pPortName).unwrap_or_default()))
    };
    Ok(rows.iter().filter_map(both).collect())
}

/// # Safety
/// `text` is null or points to characters that are closed by a zero.
unsafe fn text(text: PWSTR) -> Option<String> {
    if text.is_null() {
        return None;
    }
    // SAFETY: as the caller says.
    Some(String::from_utf16_lossy(unsafe { text.as_wide() }))
}

/// The printer that Windows takes when none is named.
pub fn default_printer() -> Option<String> {
    let mut length = 0;
    // SAFETY: without a buffer only the length is written.
    let _too_short = unsafe { GetDefaultPrinterW(None, &raw mut length) };
    let mut name = vec![0_u16; length as usize];
    if name.is_empty() {
        return None;
    }
    // SAFETY: the buffer is as long as the length says.
    let is_there = unsafe { GetDefaultPrinterW(Some(PWSTR(name.as_mut_ptr())), &raw mut length) }.as_bool();
    let end = name.iter().position(|unit| *unit == 0)?;
    is_there.then(|| String::from_utf16_lossy(&name[..end]))
}

/// A printer that is spoken to.
pub struct OpenPrinter {
    handle: PRINTER_HANDLE,
    name: HSTRING,
}

impl Drop for OpenPrinter {
    fn drop(&mut self) {
        // SAFETY: the handle was opened by us and is closed once.
        let _closed = unsafe { ClosePrinter(self.handle) };
    }
}

impl OpenPrinter {
    /// Opens the printer of this name.
    pub fn named(name: &str) -> io::Result<Self> {
        let name = HSTRING::from(name);
        let mut handle = PRINTER_HANDLE::default();
        // SAFETY: the name is closed by a zero, and the handle lives through the call.
        unsafe { OpenPrinterW(&name, &raw mut handle, None) }?;
        Ok(Self { handle, name })
    }

    /// The status of a job; `None` if it is not in the queue (any more).
    pub fn job_status(&self, job: u32) -> io::Result<Option<u32>> {
        let found = filled(|buffer, needed| {
            // SAFETY: the buffer and the number live through the call, which writes no further than the buffer is long.
            unsafe {
                SetLastError(NO_ERROR);
                GetJobW(self.handle, job, 1, buffer, needed).as_bool()
            }
        });
        // Windows says that the number is no job's; Wine, where this is tried, says no and nothing more.
        let is_gone = |error: &io::Error| {
            let said = error.raw_os_error().map(i32::cast_unsigned);
            said == Some(ERROR_INVALID_PARAMETER.0) || said == Some(NO_ERROR.0)
        };
        match found {
            // SAFETY: level 1 fills in a structure of this kind, of numbers and pointers.
            Ok(Some(found)) => Ok(unsafe { found.as_slice::<JOB_INFO_1W>(1) }.first().map(|row| row.Status)),
            Ok(None) => Ok(None),
            Err(error) if is_gone(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The port behind it; empty if Windows names none.
    pub fn port(&self) -> io::Result<String> {
        // SAFETY: the port's name lies in the buffer that is looked at.
        Ok(self.info(|info| unsafe { text(info.pPortName) })?.unwrap_or_default())
    }

    /// How the printer fares.
    pub fn state(&self) -> io::Result<PrinterState> {
        self.info(|info| PrinterState { status: info.Status, attributes: info.Attributes })
    }

    fn info<T>(&self, take: impl FnOnce(&PRINTER_INFO_2W) -> T) -> io::Result<T> {
        let found = filled(|buffer, needed| {
            // SAFETY: the buffer and the number live through the call, which writes no further than the buffer is long.
            unsafe { GetPrinterW(self.handle, 2, buffer, needed).is_ok() }
        })?;
        // SAFETY: level 2 fills in a structure of this kind, of numbers and pointers.
        let row = found.as_ref().and_then(|found| unsafe { found.as_slice::<PRINTER_INFO_2W>(1) }.first());
        row.map(take).ok_or_else(|| io::ErrorKind::InvalidData.into())
    }

    /// Tells the spooler to drop a job.
    pub fn drop_job(&self, job: u32) -> io::Result<()> {
        // SAFETY: level 0 has no structure.
        let is_taken = unsafe { SetJobW(self.handle, job, 0, None, JOB_CONTROL_DELETE) }.as_bool();
        if is_taken { Ok(()) } else { Err(io::Error::last_os_error()) }
    }

    /// What the printer knows of sheets.
    pub fn forms(&self) -> io::Result<Forms> {
        let port = HSTRING::from(self.port()?);
        let numbers = self.capability::<u16>(&port, DC_PAPERS);
        let sizes = self.capability::<POINT>(&port, DC_PAPERSIZE);
        let known = numbers
            .iter()
            .zip(&sizes)
            .filter_map(|(number, size)| {
                let size = (u32::try_from(size.x).ok()?, u32::try_from(size.y).ok()?);
                Some((number.cast_signed(), size))
            })
            .collect();
        let bound = |which| {
            let packed = self.plain_capability(&port, which);
            let [width_low, width_high, height_low, height_high] = packed.to_le_bytes();
            let side = |low, high| u32::from(u16::from_le_bytes([low, high]));
            (packed > 0).then(|| (side(width_low, width_high), side(height_low, height_high)))
        };
        let sides = (DM_PAPERWIDTH | DM_PAPERLENGTH).0;
        let takes_sides = self.plain_capability(&port, DC_FIELDS).cast_unsigned() & sides == sides;
        let free = bound(DC_MINEXTENT).zip(bound(DC_MAXEXTENT)).filter(|_| takes_sides);
        Ok(Forms { known, free })
    }

    fn plain_capability(&self, port: &HSTRING, which: PRINTER_DEVICE_CAPABILITIES) -> i32 {
        // SAFETY: without a buffer the answer is the returned number.
        unsafe { DeviceCapabilitiesW(&self.name, port, which, None, None) }
    }

    /// `T` is what Windows lists for `which`: plain numbers.
    fn capability<T: Copy + Default>(&self, port: &HSTRING, which: PRINTER_DEVICE_CAPABILITIES) -> Vec<T> {
        let Ok(count) = usize::try_from(self.plain_capability(port, which)) else { return Vec::new() };
        // A driver that finds one more the second time does not write past the end.
        let mut list = vec![T::default(); count + 64];
        let buffer = PWSTR(list.as_mut_ptr().cast());
        // SAFETY: the list has room for all that were counted just now, and is plain numbers.
        let said = unsafe { DeviceCapabilitiesW(&self.name, port, which, Some(buffer), None) };
        list.truncate(usize::try_from(said).unwrap_or_default().min(count));
        list
    }

    /// The printer, ready to be drawn on one sheet of a kind; turned if the paper lies.
    pub fn canvas(&self, sheet: Sheet, lies: bool) -> io::Result<Canvas> {
        let properties = |out: Option<*mut DEVMODEW>, given: Option<*const DEVMODEW>, mode: u32| {
            // SAFETY: `out` and `given` are null or point to as many bytes as the driver asked for.
            unsafe { DocumentPropertiesW(None, self.handle, &self.name, out, given, mode) }
        };
        let size = usize::try_from(properties(None, None, 0)).map_err(|_| io::Error::last_os_error())?;
        let room = size.max(mem::size_of::<DEVMODEW>());
        let (mut wanted, mut taken) = (Filled::of(room), Filled::of(room));
        let at = |buffer: &mut Filled| buffer.words.as_mut_ptr().cast::<DEVMODEW>();
        if properties(Some(at(&mut wanted)), None, DM_OUT_BUFFER.0) < 0 {
            return Err(io::Error::last_os_error());
        }
        // SAFETY: the buffer is aligned, has room for the structure and was filled in by the driver.
        set_sheet(unsafe { &mut *at(&mut wanted) }, sheet, lies);
        let both = (DM_IN_BUFFER | DM_OUT_BUFFER).0;
        if properties(Some(at(&mut taken)), Some(at(&mut wanted)), both) < 0 {
            return Err(io::Error::last_os_error());
        }
        // SAFETY: the names are closed by a zero, and the driver made the structure.
        let dc = unsafe { CreateDCW(w!("WINSPOOL"), &self.name, PCWSTR::null(), Some(at(&mut taken))) };
        if dc.is_invalid() { Err(io::Error::last_os_error()) } else { Ok(Canvas { dc }) }
    }

    /// Listens from now on to what becomes of the jobs of this printer; `None` if Windows does not tell.
    pub fn watch(self) -> Option<Watch> {
        let mut fields = [u16::try_from(JOB_NOTIFY_FIELD_STATUS).ok()?];
        let mut kind = PRINTER_NOTIFY_OPTIONS_TYPE {
            Type: u16::try_from(JOB_NOTIFY_TYPE).ok()?,
            Count: 1,
            pFields: fields.as_mut_ptr(),
            ..Default::default()
        };
        let options = PRINTER_NOTIFY_OPTIONS { Version: 2, Flags: 0, Count: 1, pTypes: &raw mut kind };
        let options: *const c_void = (&raw const options).cast();
        // SAFETY: the options, with what they point to, live through the call.
        let change =
            unsafe { FindFirstPrinterChangeNotification(self.handle, PRINTER_CHANGE_JOB, 0, Some(options)) };
        (!change.is_invalid()).then_some(Watch { change, _printer: self })
    }
}

/// Tells the driver of the sheet: one copy, one side, nothing scaled.
fn set_sheet(mode: &mut DEVMODEW, sheet: Sheet, lies: bool) {
    let turned = if lies { DMORIENT_LANDSCAPE } else { DMORIENT_PORTRAIT };
    // A sheet is told by its number or by its sides; what else told of it would be heard first.
    mode.dmFields.0 &= !(DM_FORMNAME | DM_PAPERSIZE | DM_PAPERWIDTH | DM_PAPERLENGTH).0;
    mode.dmFields |= DM_ORIENTATION;
    // SAFETY: of a printer it is always this part of the union, which is plain numbers.
    let page = unsafe { &mut mode.Anonymous1.Anonymous1 };
    page.dmOrientation = i16::try_from(turned).expect("one or two");
    match sheet {
        Sheet::Known(number) => {
            page.dmPaperSize = number;
            mode.dmFields |= DM_PAPERSIZE;
        }
        Sheet::Free { width, height } => {
            (page.dmPaperSize, page.dmPaperWidth, page.dmPaperLength) = (0, width, height);
            mode.dmFields |= DM_PAPERWIDTH | DM_PAPERLENGTH;
        }
    }
    if mode.dmFields.contains(DM_SCALE) {
        page.dmScale = 100;
    }
    if mode.dmFields.contains(DM_COPIES) {
        page.dmCopies = 1;
    }
    if mode.dmFields.contains(DM_DUPLEX) {
        mode.dmDuplex = DMDUP_SIMPLEX;
    }
}

/// Hears what becomes of jobs, also of one that is gone before anybody looks.
pub struct Watch {
    change: HANDLE,
    _printer: OpenPrinter,
}

// SAFETY: both are handles of the spooler, which serves every thread; they are used by one at a time.
unsafe impl Send for Watch {}

impl Drop for Watch {
    fn drop(&mut self) {
        // SAFETY: the handle was opened by us and is closed once, before its printer.
        let _closed = unsafe { FindClosePrinterChangeNotification(self.change) };
    }
}

impl Watch {
    /// Every status that a job was in since it was asked last; if there is nothing to hear, it waits so long for it.
    pub fn heard(&mut self, job: u32, patience_ms: u32) -> Vec<u32> {
        let mut heard = Vec::new();
        for at in 0..MOST_NOTICES {
            // SAFETY: the handle is open.
            if unsafe { WaitForSingleObject(self.change, if at == 0 { patience_ms } else { 0 }) }
                != WAIT_OBJECT_0
            {
                break;
            }
            let mut notice: *mut c_void = ptr::null_mut();
            // SAFETY: the pointer lives through the call, which makes it point to memory of the spooler, or leaves it null.
            let is_there =
                unsafe { FindNextPrinterChangeNotification(self.change, None, None, Some(&raw mut notice)) };
            if !is_there.as_bool() {
                break;
            }
            let notice: *mut PRINTER_NOTIFY_INFO = notice.cast();
            if notice.is_null() {
                continue;
            }
            // SAFETY: as many rows follow in this memory as its count says; they are plain numbers.
            let rows = unsafe {
                let first: *const PRINTER_NOTIFY_INFO_DATA = (&raw const (*notice).aData).cast();
                std::slice::from_raw_parts(first, (*notice).Count as usize)
            };
            heard.extend(
                rows.iter()
                    .filter(|row| {
                        row.Id == job
                            && u32::from(row.Type) == JOB_NOTIFY_TYPE
                            && u32::from(row.Field) == JOB_NOTIFY_FIELD_STATUS
                    })
                    // SAFETY: of a status it is always this part of the union.
                    .map(|row| unsafe { row.NotifyData.adwData[0] }),
            );
            // SAFETY: the memory came from the spooler and is given back once; nothing points into it any more.
            let _freed = unsafe { FreePrinterNotifyInfo(notice) };
        }
        heard
    }
}

/// A printer that can be drawn on.
pub struct Canvas {
    dc: HDC,
}

impl Drop for Canvas {
    fn drop(&mut self) {
        // SAFETY: the context was made by us and is deleted once.
        let _deleted = unsafe { DeleteDC(self.dc) };
    }
}

impl Canvas {
    /// The sheet as the printer will take it.
    pub fn bed(&self) -> Bed {
        let of = |which: GET_DEVICE_CAPS_INDEX| {
            // SAFETY: the context is open.
            u32::try_from(unsafe { GetDeviceCaps(Some(self.dc), which) }).unwrap_or_default()
        };
        Bed {
            dpi: (of(LOGPIXELSX), of(LOGPIXELSY)),
            sheet: (of(PHYSICALWIDTH), of(PHYSICALHEIGHT)),
            offset: (of(PHYSICALOFFSETX), of(PHYSICALOFFSETY)),
        }
    }

    /// Begins a job under this title.
    pub fn start(self, title: &str) -> io::Result<Document> {
        let title = HSTRING::from(title);
        let about = DOCINFOW {
            cbSize: i32::try_from(mem::size_of::<DOCINFOW>()).expect("some bytes"),
            lpszDocName: PCWSTR(title.as_ptr()),
            ..Default::default()
        };
        // SAFETY: the title is closed by a zero, and lives with the structure through the call.
        match u32::try_from(unsafe { StartDocW(self.dc, &raw const about) }) {
            Ok(job) if job > 0 => Ok(Document { canvas: self, job, is_finished: false }),
            _ => Err(io::Error::last_os_error()),
        }
    }
}

/// A job that is being drawn; dropped with it unless it is finished.
pub struct Document {
    canvas: Canvas,
    job: u32,
    is_finished: bool,
}

impl Drop for Document {
    fn drop(&mut self) {
        if !self.is_finished {
            // SAFETY: the context is open, and the document was started on it.
            let _dropped = unsafe { AbortDoc(self.canvas.dc) };
        }
    }
}

impl Document {
    /// Draws a page.
    pub fn page<E: From<io::Error>>(
        &mut self,
        draw: impl FnOnce(&mut Self) -> Result<(), E>,
    ) -> Result<(), E> {
        // SAFETY: the context is open, and the document was started on it.
        worked(unsafe { StartPage(self.canvas.dc) })?;
        draw(self)?;
        // SAFETY: the page was started.
        worked(unsafe { EndPage(self.canvas.dc) })?;
        Ok(())
    }

    /// Puts a strip where it belongs on the sheet.
    pub fn put(&mut self, strip: &Strip, grain: Grain, bed: &Bed) -> io::Result<()> {
        #[repr(C)]
        struct Header {
            header: BITMAPINFOHEADER,
            greys: [RGBQUAD; 256],
        }
        let too_large = |_| io::Error::from(io::ErrorKind::InvalidInput);
        let dots = |dots: u32| i32::try_from(dots).map_err(too_large);
        let Bitmap { bits_a_dot, bytes } = strip.bitmap();
        let (width, rows) = (dots(strip.width)?, dots(strip.rows)?);
        let mut info = Header {
            header: BITMAPINFOHEADER {
                biSize: u32::try_from(mem::size_of::<BITMAPINFOHEADER>()).expect("some bytes"),
                biWidth: width,
                biHeight: -rows,
                biPlanes: 1,
                biBitCount: bits_a_dot,
                biCompression: BI_RGB.0,
                ..Default::default()
            },
            greys: [RGBQUAD::default(); 256],
        };
        for (grey, level) in info.greys.iter_mut().zip(0..=u8::MAX) {
            // Of one bit the first is black and the second white.
            let level = if bits_a_dot == 1 && level > 0 { u8::MAX } else { level };
            *grey = RGBQUAD { rgbBlue: level, rgbGreen: level, rgbRed: level, rgbReserved: 0 };
        }
        let across = dots(strip.width * grain.times.0)?;
        let down = dots(strip.rows * grain.times.1)?;
        let left = -dots(bed.offset.0)?;
        let top = dots(strip.top * grain.times.1)? - dots(bed.offset.1)?;
        let (bits, about) = (bytes.as_ptr().cast(), (&raw const info).cast::<BITMAPINFO>());
        // SAFETY: the rows are as many and as long as the header says, its colours follow it, and both live through the call.
        let lines = unsafe {
            StretchDIBits(
                self.canvas.dc,
                left,
                top,
                across,
                down,
                0,
                0,
                width,
                rows,
                Some(bits),
                about,
                DIB_RGB_COLORS,
                SRCCOPY,
            )
        };
        worked(lines)
    }

    /// Gives the job to the spooler and answers its number.
    pub fn finish(mut self) -> io::Result<u32> {
        // SAFETY: the context is open, and the document was started on it.
        worked(unsafe { EndDoc(self.canvas.dc) })?;
        self.is_finished = true;
        Ok(self.job)
    }
}

/// GDI answers a positive number when it did what it was asked.
fn worked(answer: i32) -> io::Result<()> {
    if answer > 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}
