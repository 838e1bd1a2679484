//! Which USB sticks and cards are plugged in, so that the clerk need not know a path.
//!
//! The window and the command line both ask here; the book gets the folders as an argument and must not ask itself.
//!
//! Invariant: only looks; writes nothing and mounts nothing. Must not know: the book, copies, what a backup stick is. Not run
//! on Windows yet: there it was compiled (Wine does not tell sticks from disks), and what is decided about a drive
//! ([`stick_of`]) is tested. Drives that Windows calls fixed (a large USB disk) are no sticks: they are chosen as the second
//! folder.

use std::path::PathBuf;

/// A stick or card that can be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stick {
    /// Where its files are.
    pub folder: String,
    /// Its name, as the file manager shows it.
    pub label: String,
    /// Room left, in bytes.
    pub free_bytes: u64,
}

/// Where the files of each stick are that is plugged in.
pub fn folders() -> Vec<PathBuf> {
    plugged_in().into_iter().map(|stick| PathBuf::from(stick.folder)).collect()
}

/// The sticks and cards that are plugged in and can be written.
#[cfg(target_os = "linux")]
pub fn plugged_in() -> Vec<Stick> {
    let mounts = std::fs::read_to_string("/proc/mounts").unwrap_or_default();
    writable_folders(&mounts)
        .into_iter()
        .filter_map(|folder| {
            let room = rustix::fs::statvfs(&folder).ok()?;
            let label = folder.rsplit('/').next().unwrap_or_default().to_owned();
            Some(Stick { label, free_bytes: room.f_bavail.saturating_mul(room.f_frsize), folder })
        })
        .collect()
}

/// The sticks and cards that are plugged in and can be written, by letter.
#[cfg(windows)]
pub fn plugged_in() -> Vec<Stick> {
    let Ok(disks) =
        sysinfo::Disks::new_with_refreshed_list_specifics(sysinfo::DiskRefreshKind::nothing().with_storage())
    else {
        return Vec::new();
    };
    let drives = disks.iter().filter_map(|disk| {
        stick_of(&Drive {
            folder: &disk.mount_point().to_string_lossy(),
            name: &disk.name().to_string_lossy(),
            total_bytes: disk.total_space(),
            free_bytes: disk.available_space(),
            is_removable: disk.is_removable(),
            is_read_only: disk.is_read_only(),
        })
    });
    let mut sticks: Vec<Stick> = drives.collect();
    sticks.sort_by(|a, b| a.folder.cmp(&b.folder));
    sticks
}

/// On other systems the clerk names the drive in the dialog.
#[cfg(not(any(target_os = "linux", windows)))]
pub fn plugged_in() -> Vec<Stick> {
    Vec::new()
}

/// A drive as Windows tells it.
#[cfg(any(windows, test))]
#[derive(Debug, Clone, Copy)]
struct Drive<'a> {
    /// Its root: `E:\`.
    folder: &'a str,
    /// The volume's name; often empty.
    name: &'a str,
    /// 0 = a card reader without a card.
    total_bytes: u64,
    free_bytes: u64,
    is_removable: bool,
    is_read_only: bool,
}

/// The stick or card that a drive is, if it is one that can be written.
#[cfg(any(windows, test))]
fn stick_of(drive: &Drive<'_>) -> Option<Stick> {
    if !drive.is_removable || drive.is_read_only || drive.total_bytes == 0 {
        return None;
    }
    let letter = drive.folder.trim_end_matches('\\');
    let label = if drive.name.trim().is_empty() {
        letter.to_owned()
    } else {
        format!("{}（{letter}）", drive.name.trim())
    };
    Some(Stick { label, free_bytes: drive.free_bytes, folder: drive.folder.to_owned() })
}

/// The folders of `/proc/mounts` under which desktops mount sticks, less what cannot be written.
#[cfg(target_os = "linux")]
fn writable_folders(mounts: &str) -> Vec<String> {
    const PLACES: [&str; 3] = ["/media/", "/run/media/", "/mnt/"];
    const NEVER_STICKS: [&str; 8] =
        ["autofs", "iso9660", "nfs", "nfs4", "cifs", "overlay", "squashfs", "fuse.gvfsd-fuse"];
    let mut folders: Vec<String> = mounts
        .lines()
        .filter_map(|line| {
            let mut fields = line.split(' ').skip(1);
            let (folder, kind, options) = (plain(fields.next()?), fields.next()?, fields.next()?);
            let stick = PLACES.iter().any(|place| folder.starts_with(place) && folder.len() > place.len())
                && !NEVER_STICKS.contains(&kind)
                && options.split(',').all(|option| option != "ro");
            stick.then_some(folder)
        })
        .collect();
    folders.sort_unstable();
    folders.dedup();
    folders
}

/// The kernel writes a space in a folder's name as `\040`, and every byte it escapes likewise.
#[cfg(target_os = "linux")]
fn plain(field: &str) -> String {
    let bytes = field.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let octal = (bytes[at] == b'\\').then(|| field.get(at + 1..at + 4)).flatten();
        if let Some(byte) = octal.and_then(|digits| u8::from_str_radix(digits, 8).ok()) {
            out.push(byte);
            at += 4;
        } else {
            out.push(bytes[at]);
            at += 1;
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod windows_tests {
    use super::*;

    #[test]
    fn of_the_drives_of_windows_only_sticks_and_cards_that_can_be_written_are_offered() {
        let stick = Drive {
            folder: "E:\\",
            name: "村U盘",
            total_bytes: 1 << 33,
            free_bytes: 1 << 30,
            is_removable: true,
            is_read_only: false,
        };
        let told = stick_of(&stick).expect("a stick");
        assert_eq!(
            (told.folder.as_str(), told.label.as_str(), told.free_bytes),
            ("E:\\", "村U盘（E:）", 1 << 30)
        );
        assert_eq!(
            stick_of(&Drive { name: " ", ..stick }).expect("a stick").label,
            "E:",
            "a stick without a name"
        );
        for (why, no_stick) in [
            ("the laptop's own disk", Drive { folder: "C:\\", is_removable: false, ..stick }),
            ("its switch is on", Drive { is_read_only: true, ..stick }),
            ("a reader without a card", Drive { total_bytes: 0, free_bytes: 0, ..stick }),
        ] {
            assert_eq!(stick_of(&no_stick), None, "{why}");
        }
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn sticks_are_found_and_nothing_else_is() {
        let mounts = "\
            sysfs /sys sysfs rw,nosuid 0 0\n\
            /dev/sda2 / ext4 rw,relatime 0 0\n\
            /dev/sdb1 /media/clerk/U\\040\\346\\235\\221 vfat rw,nosuid 0 0\n\
            /dev/sdc1 /run/media/clerk/CARD exfat ro,nosuid 0 0\n\
            /dev/sr0 /media/cdrom0 iso9660 ro 0 0\n\
            //server/share /mnt/share cifs rw 0 0\n\
            tmpfs /mnt/stick tmpfs rw,size=1024k 0 0\n\
            systemd-1 /media autofs rw 0 0\n\
            broken\n";
        assert_eq!(writable_folders(mounts), ["/media/clerk/U 村", "/mnt/stick"]);
    }

    #[test]
    fn a_name_that_only_looks_escaped_stays_as_it_is() {
        assert_eq!(plain("/media/a\\9b"), "/media/a\\9b");
        assert_eq!(plain("/media/村\\"), "/media/村\\");
    }
}
