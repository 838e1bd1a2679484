//! A disk that is watched, fails when told, and loses its power: a file system of SQLite (VFS) in front of the real one.
//!
//! It is registered as this process's default, so that the program opens its book as it always does: nothing in the
//! program knows of it, and nothing of it ships. Files outside a watched folder pass through untouched. The head file is
//! no file of SQLite: its changes are seen by looking at it before each operation, and its faults are the kernel's own
//! ([`HeadFault`]).

#![expect(unsafe_code, reason = "SQLite's interface to file systems is a table of C functions")]

use rusqlite::ffi;
use std::collections::BTreeMap;
use std::ffi::{CStr, c_char, c_int, c_void};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

/// One thing that was done to the disk. Files by their name in the watched folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Op {
    /// A file came to be.
    Create {
        /// Which.
        file: String,
    },
    /// Bytes were handed over.
    Write {
        /// Where to.
        file: String,
        /// From which byte on.
        offset: usize,
        /// What.
        bytes: Vec<u8>,
    },
    /// A file was cut.
    Truncate {
        /// Which.
        file: String,
        /// To how many bytes.
        length: usize,
    },
    /// All that was done to a file is durable, its being there too.
    Sync {
        /// Which.
        file: String,
    },
    /// A file went away.
    Delete {
        /// Which.
        file: String,
        /// The folder was synced too.
        durable: bool,
    },
}

impl Op {
    /// The file.
    pub fn file(&self) -> &str {
        match self {
            Self::Create { file }
            | Self::Write { file, .. }
            | Self::Truncate { file, .. }
            | Self::Sync { file }
            | Self::Delete { file, .. } => file,
        }
    }
}

/// How an operation fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// An input/output error; nothing was done.
    Io,
    /// No room; nothing was done.
    Full,
    /// No room after half of a write.
    Half,
    /// This and everything after it fails: the disk was pulled out.
    Gone,
}

/// A watched folder.
#[derive(Debug)]
pub struct Disk {
    folder: PathBuf,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    watching: bool,
    done: usize,
    fault: Option<(usize, Fault)>,
    struck: bool,
    log: Vec<Op>,
    /// Files that are written past SQLite, as they were seen last.
    beside: BTreeMap<String, Vec<u8>>,
}

static DISKS: Mutex<Vec<Arc<Disk>>> = Mutex::new(Vec::new());

/// A panic in another test must not hide this one's answer.
fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The watch over a folder; it ends when this is dropped.
#[derive(Debug)]
pub struct Watch(Arc<Disk>);

impl Watch {
    /// Watches the files that SQLite opens in `folder` from now on.
    pub fn over(folder: &Path) -> Self {
        register();
        let folder = folder.canonicalize().expect("the folder is there");
        let disk = Arc::new(Disk { folder, state: Mutex::default() });
        held(&DISKS).push(Arc::clone(&disk));
        Self(disk)
    }

    /// Starts counting and writing down; the `n`-th operation from here (from 0) fails as said.
    pub fn start(&self, fault: Option<(usize, Fault)>) {
        let beside = self.0.written_beside();
        *held(&self.0.state) = State { watching: true, fault, beside, ..State::default() };
    }

    /// How many operations were written down so far.
    pub fn so_far(&self) -> usize {
        let mut state = held(&self.0.state);
        self.0.note_beside(&mut state);
        state.log.len()
    }

    /// Whether the fault has struck.
    pub fn struck(&self) -> bool {
        held(&self.0.state).struck
    }

    /// Lets everything through again and answers what was done, and whether the fault struck.
    pub fn stop(&self) -> (Vec<Op>, bool) {
        let mut state = held(&self.0.state);
        self.0.note_beside(&mut state);
        let ended = std::mem::take(&mut *state);
        (ended.log, ended.struck)
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        held(&DISKS).retain(|disk| !Arc::ptr_eq(disk, &self.0));
    }
}

/// What becomes of an operation.
enum Verdict {
    Goes,
    Fails(c_int),
    HalfThenFails(c_int),
}

impl Disk {
    /// The files of the folder that the program writes itself.
    fn written_beside(&self) -> BTreeMap<String, Vec<u8>> {
        let mut files = files_in(&self.folder);
        files.retain(|name, _| Path::new(name).extension().is_some_and(|end| end == "head"));
        files
    }

    /// Writes down what has changed in the files beside the database since the last look: sectors, then their sync.
    fn note_beside(&self, state: &mut State) {
        let now = self.written_beside();
        for (file, bytes) in &now {
            let before = state.beside.get(file).map_or(&[][..], Vec::as_slice);
            let sectors = bytes.chunks(SECTOR).enumerate();
            let changed: Vec<_> = sectors
                .filter(|(at, new)| before.get(at * SECTOR..at * SECTOR + new.len()) != Some(new))
                .collect();
            for (at, new) in &changed {
                let (file, offset, bytes) = (file.clone(), at * SECTOR, new.to_vec());
                state.log.push(Op::Write { file, offset, bytes });
            }
            if !changed.is_empty() {
                state.log.push(Op::Sync { file: file.clone() });
            }
        }
        state.beside = now;
    }

    fn judge(&self, op: Op) -> Verdict {
        let mut state = held(&self.state);
        if !state.watching {
            return Verdict::Goes;
        }
        self.note_beside(&mut state);
        let number = state.done;
        state.done += 1;
        let strikes =
            state.fault.filter(|(at, fault)| number == *at || (*fault == Fault::Gone && number > *at));
        let Some((_, fault)) = strikes else {
            state.log.push(op);
            return Verdict::Goes;
        };
        state.struck = true;
        let io = match &op {
            Op::Create { .. } => ffi::SQLITE_CANTOPEN,
            Op::Write { .. } => ffi::SQLITE_IOERR_WRITE,
            Op::Truncate { .. } => ffi::SQLITE_IOERR_TRUNCATE,
            Op::Sync { .. } => ffi::SQLITE_IOERR_FSYNC,
            Op::Delete { .. } => ffi::SQLITE_IOERR_DELETE,
        };
        match (fault, op) {
            (Fault::Half, Op::Write { file, offset, bytes }) => {
                let half = bytes[..bytes.len() / 2].to_vec();
                state.log.push(Op::Write { file, offset, bytes: half });
                Verdict::HalfThenFails(ffi::SQLITE_FULL)
            }
            (Fault::Full | Fault::Half, _) => Verdict::Fails(ffi::SQLITE_FULL),
            (Fault::Io | Fault::Gone, _) => Verdict::Fails(io),
        }
    }
}

// ---- files and what a power loss leaves of them

/// What a disk writes whole or not at all.
pub const SECTOR: usize = 512;

/// The files of a folder, by name.
pub type Files = BTreeMap<String, Vec<u8>>;

/// Reads the files of a folder.
pub fn files_in(folder: &Path) -> Files {
    let entries = std::fs::read_dir(folder).expect("the folder is there").flatten();
    let files = entries.filter(|entry| entry.path().is_file());
    files
        .filter_map(|entry| {
            Some((entry.file_name().to_string_lossy().into_owned(), std::fs::read(entry.path()).ok()?))
        })
        .collect()
}

/// Makes a folder hold these files and no others.
pub fn put_files(folder: &Path, files: &Files) {
    for entry in std::fs::read_dir(folder).expect("the folder is there").flatten() {
        std::fs::remove_file(entry.path()).expect("a plain file");
    }
    for (name, bytes) in files {
        std::fs::write(folder.join(name), bytes).expect("the file is put there");
    }
}

/// What a power loss leaves of one operation that was not synced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kept {
    /// Nothing.
    Nothing,
    /// All of it.
    Whole,
    /// Of a write: the file has become longer, but its bytes did not come.
    Length,
    /// Of a write: the sectors whose bit is set.
    Sectors(u64),
}

/// The moment when the power goes: what is safe, and what was still on its way.
#[derive(Debug)]
pub struct PowerLoss<'a> {
    safe: Files,
    pending: Vec<&'a Op>,
}

impl<'a> PowerLoss<'a> {
    /// The power goes after the operations of `log`, which were done to the files `before`.
    pub fn after(before: &Files, log: &'a [Op]) -> Self {
        let mut loss = Self { safe: before.clone(), pending: Vec::new() };
        for op in log {
            match op {
                Op::Sync { file } => loss.settle(file),
                Op::Delete { file, durable: true } => {
                    loss.pending.retain(|pending| pending.file() != file);
                    loss.safe.remove(file);
                }
                _ => loss.pending.push(op),
            }
        }
        loss
    }

    fn settle(&mut self, file: &str) {
        let (of_file, others): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.pending).into_iter().partition(|op| op.file() == file);
        self.pending = others;
        for op in of_file {
            apply(&mut self.safe, op, &Kept::Whole);
        }
    }

    /// What was on its way, in order.
    pub fn pending(&self) -> &[&'a Op] {
        &self.pending
    }

    /// The files as they are found afterwards, if of each pending operation that is kept; applied in the order of
    /// `order` (places in [`PowerLoss::pending`]), for a disk does not keep to ours.
    pub fn leaves(&self, order: &[usize], kept: &[Kept]) -> Files {
        let mut files = self.safe.clone();
        for &place in order {
            apply(&mut files, self.pending[place], &kept[place]);
        }
        files
    }
}

fn apply(files: &mut Files, op: &Op, kept: &Kept) {
    if *kept == Kept::Nothing {
        return;
    }
    match op {
        Op::Create { file } => {
            files.entry(file.clone()).or_default();
        }
        Op::Write { file, offset, bytes } => {
            // A file whose entry in the folder was lost takes its bytes with it.
            let Some(held) = files.get_mut(file) else { return };
            if held.len() < offset + bytes.len() {
                held.resize(offset + bytes.len(), 0);
            }
            match kept {
                Kept::Whole => held[*offset..offset + bytes.len()].copy_from_slice(bytes),
                Kept::Sectors(mask) => {
                    for at in 0..bytes.len() {
                        let sector = (offset + at) / SECTOR - offset / SECTOR;
                        if mask >> (sector % 64) & 1 == 1 {
                            held[offset + at] = bytes[at];
                        }
                    }
                }
                Kept::Nothing | Kept::Length => {}
            }
        }
        Op::Truncate { file, length } => {
            if let Some(held) = files.get_mut(file) {
                held.resize(*length, 0);
            }
        }
        Op::Delete { file, .. } => {
            files.remove(file);
        }
        Op::Sync { .. } => {}
    }
}

// ---- the head file, which the program writes itself

/// How the head file's write fails, by the kernel's own word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeadFault {
    /// The write finds no room (`/dev/full`).
    NoRoom,
    /// The write seems to go, the sync is refused (`/dev/null` takes bytes but knows no sync).
    NoSync,
}

/// While this lives, the open head file of a book in `folder` is a device that fails; then it is itself again.
#[cfg(target_os = "linux")]
#[derive(Debug)]
pub struct HeadFails {
    number: std::os::fd::RawFd,
    itself: std::os::fd::OwnedFd,
}

#[cfg(target_os = "linux")]
impl HeadFails {
    /// From now on.
    pub fn in_folder(folder: &Path, fault: HeadFault) -> Self {
        use std::os::fd::{BorrowedFd, FromRawFd, OwnedFd};
        let folder = folder.canonicalize().expect("the folder is there");
        let open = std::fs::read_dir("/proc/self/fd").expect("Linux").flatten();
        let is_head =
            |path: PathBuf| path.starts_with(&folder) && path.extension().is_some_and(|end| end == "head");
        let number = open
            .filter(|entry| std::fs::read_link(entry.path()).is_ok_and(is_head))
            .find_map(|entry| entry.file_name().to_str()?.parse().ok())
            .expect("a book of this folder is open, and holds its head file");
        // SAFETY: the number was found open just now and belongs to a book of this test, which is on this thread.
        let itself =
            unsafe { BorrowedFd::borrow_raw(number) }.try_clone_to_owned().expect("one more descriptor");
        let device = if fault == HeadFault::NoRoom { "/dev/full" } else { "/dev/null" };
        let device = std::fs::OpenOptions::new().read(true).write(true).open(device).expect("Linux has it");
        // SAFETY: the number stays open all along, and the value is forgotten before it could close it.
        let mut held = std::mem::ManuallyDrop::new(unsafe { OwnedFd::from_raw_fd(number) });
        rustix::io::dup2(&device, &mut held).expect("the device takes its place");
        Self { number, itself }
    }
}

#[cfg(target_os = "linux")]
impl Drop for HeadFails {
    fn drop(&mut self) {
        use std::os::fd::{FromRawFd, OwnedFd};
        // SAFETY: as above; a book that was closed meanwhile has closed the number, and then it is left alone.
        let still = Path::new(&format!("/proc/self/fd/{}", self.number))
            .read_link()
            .is_ok_and(|path| path.starts_with("/dev/"));
        if still {
            let mut held = std::mem::ManuallyDrop::new(unsafe { OwnedFd::from_raw_fd(self.number) });
            rustix::io::dup2(&self.itself, &mut held).expect("the head file is itself again");
        }
    }
}

// ---- SQLite's side

/// A file as SQLite holds it: ours first, the real file system's right behind it.
#[repr(C)]
struct ShimFile {
    base: ffi::sqlite3_file,
    /// `Box<Attached>` of a file in a watched folder, else null.
    attached: *mut Attached,
}

struct Attached {
    disk: Arc<Disk>,
    file: String,
}

/// The real file system, as SQLite knows it.
struct Real(*mut ffi::sqlite3_vfs);

// SAFETY: SQLite registers its file systems for the life of the process and calls them from any thread.
unsafe impl Send for Real {}
unsafe impl Sync for Real {}

static REAL: OnceLock<Real> = OnceLock::new();

fn real_vfs() -> *mut ffi::sqlite3_vfs {
    REAL.get().map_or(std::ptr::null_mut(), |real| real.0)
}

static METHODS: ffi::sqlite3_io_methods = ffi::sqlite3_io_methods {
    // The first version has no shared memory and no mapped pages: a book uses neither.
    iVersion: 1,
    xClose: Some(x_close),
    xRead: Some(x_read),
    xWrite: Some(x_write),
    xTruncate: Some(x_truncate),
    xSync: Some(x_sync),
    xFileSize: Some(x_file_size),
    xLock: Some(x_lock),
    xUnlock: Some(x_unlock),
    xCheckReservedLock: Some(x_check_reserved_lock),
    xFileControl: Some(x_file_control),
    xSectorSize: Some(x_sector_size),
    xDeviceCharacteristics: Some(x_device_characteristics),
    xShmMap: None,
    xShmLock: None,
    xShmBarrier: None,
    xShmUnmap: None,
    xFetch: None,
    xUnfetch: None,
};

/// Makes the watched file system this process's default, once.
fn register() {
    REAL.get_or_init(|| {
        // SAFETY: SQLite's own calls; what is registered is never freed.
        unsafe {
            let real = ffi::sqlite3_vfs_find(std::ptr::null());
            assert!(!real.is_null(), "SQLite has a file system");
            // What is not about the bytes of files stays the real one's: clock, randomness, paths.
            let mut shim = *real;
            shim.zName = c"watched".as_ptr();
            shim.szOsFile += c_int::try_from(size_of::<ShimFile>()).expect("small");
            shim.xOpen = Some(x_open);
            shim.xDelete = Some(x_delete);
            let shim = Box::leak(Box::new(shim));
            assert_eq!(ffi::sqlite3_vfs_register(shim, 1), ffi::SQLITE_OK);
            Real(real)
        }
    });
}

/// The watched folder that a path lies in, and the name there.
unsafe fn watched(name: *const c_char) -> Option<(Arc<Disk>, String)> {
    if name.is_null() {
        return None;
    }
    // SAFETY: SQLite hands over a C string.
    let path = PathBuf::from(unsafe { CStr::from_ptr(name) }.to_str().ok()?);
    let disk = held(&DISKS).iter().find(|disk| path.parent() == Some(&disk.folder)).cloned()?;
    Some((disk, path.file_name()?.to_str()?.to_owned()))
}

unsafe fn real_file(file: *mut ffi::sqlite3_file) -> *mut ffi::sqlite3_file {
    // SAFETY: SQLite allocates `szOsFile` bytes: ours, then the real one's.
    unsafe { file.cast::<ShimFile>().add(1).cast() }
}

/// Judges an operation on a file, if the file is watched.
unsafe fn judge(file: *mut ffi::sqlite3_file, op: impl FnOnce(String) -> Op) -> Verdict {
    // SAFETY: set by `x_open`, freed by `x_close`.
    match unsafe { (*file.cast::<ShimFile>()).attached.as_ref() } {
        Some(attached) => attached.disk.judge(op(attached.file.clone())),
        None => Verdict::Goes,
    }
}

/// Calls the real file system's method of the same name.
macro_rules! really {
    ($file:expr, $method:ident $(, $argument:expr)*) => {{
        // SAFETY: the real file was opened by `x_open` and stays open until `x_close`.
        unsafe {
            let real = real_file($file);
            match (*(*real).pMethods).$method {
                Some(method) => method(real $(, $argument)*),
                None => ffi::SQLITE_INTERNAL,
            }
        }
    }};
}

unsafe extern "C" fn x_open(
    _: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    file: *mut ffi::sqlite3_file,
    flags: c_int,
    out_flags: *mut c_int,
) -> c_int {
    let shim = file.cast::<ShimFile>();
    // SAFETY: SQLite's memory, large enough; nobody reads it before it is filled here.
    unsafe {
        (*shim).base.pMethods = std::ptr::null();
        (*shim).attached = std::ptr::null_mut();
        let watched = watched(name);
        if let Some((disk, own)) = &watched {
            let is_new = flags & ffi::SQLITE_OPEN_CREATE != 0 && !disk.folder.join(own).exists();
            if is_new && let Verdict::Fails(code) = disk.judge(Op::Create { file: own.clone() }) {
                return code;
            }
        }
        let (vfs, real) = (real_vfs(), real_file(file));
        (*real).pMethods = std::ptr::null();
        let Some(open) = (*vfs).xOpen else { return ffi::SQLITE_INTERNAL };
        let code = open(vfs, name, real, flags, out_flags);
        if code == ffi::SQLITE_OK {
            (*shim).base.pMethods = &raw const METHODS;
            let attached = watched.map(|(disk, file)| Box::into_raw(Box::new(Attached { disk, file })));
            (*shim).attached = attached.unwrap_or(std::ptr::null_mut());
        } else if let Some(methods) = (*real).pMethods.as_ref()
            && let Some(close) = methods.xClose
        {
            close(real);
        }
        code
    }
}

unsafe extern "C" fn x_delete(_: *mut ffi::sqlite3_vfs, name: *const c_char, sync_folder: c_int) -> c_int {
    // SAFETY: SQLite's arguments go on as they came.
    unsafe {
        if let Some((disk, file)) = watched(name)
            && disk.folder.join(&file).exists()
            && let Verdict::Fails(code) = disk.judge(Op::Delete { file, durable: sync_folder != 0 })
        {
            return code;
        }
        let vfs = real_vfs();
        (*vfs).xDelete.map_or(ffi::SQLITE_INTERNAL, |delete| delete(vfs, name, sync_folder))
    }
}

unsafe extern "C" fn x_close(file: *mut ffi::sqlite3_file) -> c_int {
    let code = really!(file, xClose);
    // SAFETY: made by `x_open`; SQLite closes a file once.
    unsafe {
        let shim = file.cast::<ShimFile>();
        if !(*shim).attached.is_null() {
            drop(Box::from_raw((*shim).attached));
            (*shim).attached = std::ptr::null_mut();
        }
        (*shim).base.pMethods = std::ptr::null();
    }
    code
}

unsafe extern "C" fn x_read(
    file: *mut ffi::sqlite3_file,
    to: *mut c_void,
    amount: c_int,
    from: i64,
) -> c_int {
    really!(file, xRead, to, amount, from)
}

unsafe extern "C" fn x_write(
    file: *mut ffi::sqlite3_file,
    from: *const c_void,
    amount: c_int,
    to: i64,
) -> c_int {
    let length = usize::try_from(amount).expect("a length");
    // SAFETY: SQLite hands over `amount` readable bytes.
    let bytes = unsafe { std::slice::from_raw_parts(from.cast::<u8>(), length) };
    let offset = usize::try_from(to).expect("an offset");
    // SAFETY: as everywhere here.
    match unsafe { judge(file, |file| Op::Write { file, offset, bytes: bytes.to_vec() }) } {
        Verdict::Goes => really!(file, xWrite, from, amount, to),
        Verdict::Fails(code) => code,
        Verdict::HalfThenFails(code) => {
            let _ = really!(file, xWrite, from, amount / 2, to);
            code
        }
    }
}

/// An operation without bytes: it goes or it fails.
macro_rules! judged {
    ($file:expr, $op:expr, $method:ident $(, $argument:expr)*) => {
        // SAFETY: as everywhere here.
        match unsafe { judge($file, $op) } {
            Verdict::Goes => really!($file, $method $(, $argument)*),
            Verdict::Fails(code) | Verdict::HalfThenFails(code) => code,
        }
    };
}

unsafe extern "C" fn x_truncate(file: *mut ffi::sqlite3_file, size: i64) -> c_int {
    let length = usize::try_from(size).expect("a size");
    judged!(file, |file| Op::Truncate { file, length }, xTruncate, size)
}

unsafe extern "C" fn x_sync(file: *mut ffi::sqlite3_file, flags: c_int) -> c_int {
    judged!(file, |file| Op::Sync { file }, xSync, flags)
}

unsafe extern "C" fn x_file_size(file: *mut ffi::sqlite3_file, size: *mut i64) -> c_int {
    really!(file, xFileSize, size)
}

unsafe extern "C" fn x_lock(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    really!(file, xLock, level)
}

unsafe extern "C" fn x_unlock(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    really!(file, xUnlock, level)
}

unsafe extern "C" fn x_check_reserved_lock(file: *mut ffi::sqlite3_file, held: *mut c_int) -> c_int {
    really!(file, xCheckReservedLock, held)
}

unsafe extern "C" fn x_file_control(file: *mut ffi::sqlite3_file, op: c_int, argument: *mut c_void) -> c_int {
    really!(file, xFileControl, op, argument)
}

unsafe extern "C" fn x_sector_size(file: *mut ffi::sqlite3_file) -> c_int {
    really!(file, xSectorSize)
}

unsafe extern "C" fn x_device_characteristics(file: *mut ffi::sqlite3_file) -> c_int {
    really!(file, xDeviceCharacteristics)
}
