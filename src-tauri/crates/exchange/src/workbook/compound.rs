//! The compound file (OLE2) around an old workbook: streams by name.
//!
//! Invariant: no chain is followed longer than the file has sectors, and no stream is longer than the file.
//! Must not know: what the streams hold.

use super::ReadFault;

const HEADER: usize = 512;
const ENTRY: usize = 128;
/// Sectors that are no sector: free, end of a chain, tables of the file itself.
const LAST_SECTOR: u32 = 0xFFFF_FFFA;

/// Two bytes, low first; nothing beyond the end.
pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

/// Four bytes, low first; nothing beyond the end.
pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

/// A compound file whose tables were read.
pub(super) struct Compound<'a> {
    bytes: &'a [u8],
    shift: u32,
    fat: Vec<u32>,
    mini_fat: Vec<u32>,
    mini_stream: Vec<u8>,
    mini_cutoff: u32,
    entries: Vec<Entry>,
}

struct Entry {
    name: String,
    is_stream: bool,
    start: u32,
    size: u32,
}

impl<'a> Compound<'a> {
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, ReadFault> {
        Self::read(bytes).ok_or(ReadFault::Damaged)
    }

    fn read(bytes: &'a [u8]) -> Option<Self> {
        let shift = u32::from(u16_at(bytes, 30)?);
        let mini_shift = u16_at(bytes, 32)?;
        if !matches!(shift, 9 | 12) || mini_shift != 6 {
            return None;
        }
        let mut file = Self {
            bytes,
            shift,
            fat: Vec::new(),
            mini_fat: Vec::new(),
            mini_stream: Vec::new(),
            mini_cutoff: u32_at(bytes, 56)?,
            entries: Vec::new(),
        };
        let most = file.sectors();
        let mut tables: Vec<u32> = (0..109).filter_map(|at| u32_at(bytes, 76 + 4 * at)).collect();
        let mut next = u32_at(bytes, 68)?;
        let words = (1_usize << shift) / 4;
        for _ in 0..most {
            if next >= LAST_SECTOR {
                break;
            }
            let sector = file.sector(next)?;
            tables.extend((0..words - 1).filter_map(|at| u32_at(sector, 4 * at)));
            next = u32_at(sector, 4 * (words - 1))?;
        }
        for table in tables.into_iter().filter(|table| *table < LAST_SECTOR).take(most) {
            let sector = file.sector(table)?;
            file.fat.extend((0..words).filter_map(|at| u32_at(sector, 4 * at)));
        }
        let directory = file.chain(u32_at(bytes, 48)?)?;
        file.entries = directory.chunks_exact(ENTRY).filter_map(entry).collect();
        let mini_fat = file.chain(u32_at(bytes, 60)?)?;
        file.mini_fat = mini_fat.chunks_exact(4).filter_map(|word| u32_at(word, 0)).collect();
        let root = file.entries.first().map(|root| (root.start, root.size))?;
        file.mini_stream = file.chain(root.0)?;
        file.mini_stream.truncate(root.1 as usize);
        Some(file)
    }

    fn sectors(&self) -> usize {
        (self.bytes.len() >> self.shift) + 1
    }

    /// The bytes of a sector; of the last one what is there.
    fn sector(&self, number: u32) -> Option<&'a [u8]> {
        let size = 1_usize << self.shift;
        let start = (number as usize).checked_add(1)?.checked_mul(size)?.max(HEADER);
        let end = start.checked_add(size)?.min(self.bytes.len());
        (start < end).then(|| &self.bytes[start..end])
    }

    fn chain(&self, start: u32) -> Option<Vec<u8>> {
        let mut content = Vec::new();
        let mut next = start;
        for _ in 0..=self.sectors() {
            if next >= LAST_SECTOR {
                return Some(content);
            }
            content.extend_from_slice(self.sector(next)?);
            next = *self.fat.get(next as usize)?;
        }
        // Longer than the file: it goes round in circles.
        None
    }

    fn mini_chain(&self, start: u32) -> Option<Vec<u8>> {
        let mut content = Vec::new();
        let mut next = start;
        for _ in 0..=self.mini_fat.len() {
            if next >= LAST_SECTOR {
                return Some(content);
            }
            let at = (next as usize).checked_mul(64)?;
            content.extend_from_slice(self.mini_stream.get(at..(at + 64).min(self.mini_stream.len()))?);
            next = *self.mini_fat.get(next as usize)?;
        }
        None
    }

    /// True if a stream or a folder has this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.entries.iter().any(|entry| entry.name == name)
    }

    /// The bytes of a stream; nothing if there is none.
    pub(super) fn stream(&self, name: &str) -> Result<Option<Vec<u8>>, ReadFault> {
        let Some(entry) = self.entries.iter().find(|entry| entry.is_stream && entry.name == name) else {
            return Ok(None);
        };
        let content = if entry.size < self.mini_cutoff {
            self.mini_chain(entry.start)
        } else {
            self.chain(entry.start)
        };
        let mut content = content.ok_or(ReadFault::Damaged)?;
        if content.len() < entry.size as usize {
            return Err(ReadFault::Damaged);
        }
        content.truncate(entry.size as usize);
        Ok(Some(content))
    }
}

fn entry(bytes: &[u8]) -> Option<Entry> {
    let length = usize::from(u16_at(bytes, 64)?).min(64).saturating_sub(2);
    let name: Vec<u16> = (0..length / 2).filter_map(|at| u16_at(bytes, 2 * at)).collect();
    let kind = bytes[66];
    matches!(kind, 1 | 2 | 5).then(|| ())?;
    Some(Entry {
        name: String::from_utf16_lossy(&name),
        is_stream: kind == 2,
        start: u32_at(bytes, 116)?,
        size: u32_at(bytes, 120)?,
    })
}
