//! The zip around a package: stored, not compressed, with fixed times and fixed marks.
//!
//! Invariant: the same files give the same bytes, today and with every later version of any library, because the few
//! headers of a stored archive are written here. An archive is accepted only if writing its files again gives exactly
//! the bytes that were read: so no byte of it can change unnoticed, and nothing unpacks to more than it is.
//! Must not know: what the files are.

use std::io::{Cursor, Read};

/// No package is larger. A day of a thousand households is some two megabytes.
pub const MAX_ARCHIVE_BYTES: usize = 64 << 20;
/// No package has more files.
pub const MAX_ENTRIES: usize = 64;

/// The first of January 1980, which the format counts from.
const DATE: u16 = 0x0021;
/// Names are UTF-8.
const FLAGS: u16 = 0x0800;
const VERSION: u16 = 20;

/// Why an archive is not one of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ArchiveFault {
    Unreadable,
    TooLarge,
    NotAsWritten,
}

/// Writes the files in their order.
pub(crate) fn write(files: &[(String, Vec<u8>)]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let mut directory = Vec::new();
    for (name, content) in files {
        let offset = u32::try_from(out.len()).ok()?;
        let size = u32::try_from(content.len()).ok()?;
        let name_length = u16::try_from(name.len()).ok()?;
        let mut common = Vec::new();
        put16(&mut common, &[VERSION, FLAGS, 0, 0, DATE]);
        put32(&mut common, &[crc32(content), size, size]);
        put16(&mut common, &[name_length, 0]);
        out.extend_from_slice(b"PK\x03\x04");
        out.extend_from_slice(&common);
        out.extend_from_slice(name.as_bytes());
        out.extend_from_slice(content);
        directory.extend_from_slice(b"PK\x01\x02");
        put16(&mut directory, &[VERSION]);
        directory.extend_from_slice(&common);
        put16(&mut directory, &[0, 0, 0]);
        put32(&mut directory, &[0, offset]);
        directory.extend_from_slice(name.as_bytes());
    }
    let count = u16::try_from(files.len()).ok()?;
    let start = u32::try_from(out.len()).ok()?;
    let length = u32::try_from(directory.len()).ok()?;
    out.extend_from_slice(&directory);
    out.extend_from_slice(b"PK\x05\x06");
    put16(&mut out, &[0, 0, count, count]);
    put32(&mut out, &[length, start]);
    put16(&mut out, &[0]);
    (out.len() <= MAX_ARCHIVE_BYTES).then_some(out)
}

fn put16(out: &mut Vec<u8>, values: &[u16]) {
    for value in values {
        out.extend_from_slice(&value.to_le_bytes());
    }
}

fn put32(out: &mut Vec<u8>, values: &[u32]) {
    for value in values {
        out.extend_from_slice(&value.to_le_bytes());
    }
}

const fn crc_table() -> [u32; 256] {
    let mut table = [0; 256];
    let mut at = 0;
    let mut index = 0_u32;
    while at < 256 {
        let mut value = index;
        let mut bit = 0;
        while bit < 8 {
            value = if value & 1 == 1 { 0xEDB8_8320 ^ (value >> 1) } else { value >> 1 };
            bit += 1;
        }
        table[at] = value;
        at += 1;
        index += 1;
    }
    table
}

fn crc32(bytes: &[u8]) -> u32 {
    static TABLE: [u32; 256] = crc_table();
    !bytes.iter().fold(!0_u32, |crc, byte| TABLE[usize::from(crc.to_le_bytes()[0] ^ byte)] ^ (crc >> 8))
}

/// Reads an archive that [`write`] has written. For any other, the files come with the fault where they can be read, so
/// that a report can say more than that something is wrong.
pub(crate) fn read(bytes: &[u8]) -> (Vec<(String, Vec<u8>)>, Option<ArchiveFault>) {
    if bytes.len() > MAX_ARCHIVE_BYTES {
        return (Vec::new(), Some(ArchiveFault::TooLarge));
    }
    let files = match unpack(bytes) {
        Ok(files) => files,
        Err(fault) => return (Vec::new(), Some(fault)),
    };
    let same = write(&files).is_some_and(|written| written == bytes);
    (files, (!same).then_some(ArchiveFault::NotAsWritten))
}

/// How many directory entries of a zip can be in these bytes at most.
pub(crate) fn claimed_entries(bytes: &[u8]) -> usize {
    let marks = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'P');
    marks.filter(|(at, _)| bytes[*at..].starts_with(b"PK\x01\x02")).count()
}

fn unpack(bytes: &[u8]) -> Result<Vec<(String, Vec<u8>)>, ArchiveFault> {
    // Counted before the directory is read, since reading it costs memory for each entry that it claims.
    if claimed_entries(bytes) > 16 * MAX_ENTRIES {
        return Err(ArchiveFault::TooLarge);
    }
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| ArchiveFault::Unreadable)?;
    if archive.len() > MAX_ENTRIES || archive.has_duplicate_names() {
        return Err(ArchiveFault::Unreadable);
    }
    let mut files = Vec::new();
    let mut total = 0;
    for index in 0..archive.len() {
        let file = archive.by_index(index).map_err(|_| ArchiveFault::Unreadable)?;
        if file.compression() != zip::CompressionMethod::Stored {
            return Err(ArchiveFault::NotAsWritten);
        }
        let name = String::from_utf8(file.name_raw().to_vec()).map_err(|_| ArchiveFault::Unreadable)?;
        let mut content = Vec::new();
        // Stored files together are never longer than the archive.
        let allowed = (bytes.len() - total) as u64;
        file.take(allowed + 1).read_to_end(&mut content).map_err(|_| ArchiveFault::Unreadable)?;
        total += content.len();
        if total > bytes.len() {
            return Err(ArchiveFault::TooLarge);
        }
        files.push((name, content));
    }
    Ok(files)
}
