//! Which USB sticks and cards are plugged in, so that the clerk need not know a path.
//!
//! Invariant: only looks; writes nothing and mounts nothing. On Windows the clerk names the drive in
//! the dialog: the list is empty there.

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

/// On Windows the clerk names the drive in the dialog.
#[cfg(not(target_os = "linux"))]
pub fn plugged_in() -> Vec<Stick> {
    Vec::new()
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
