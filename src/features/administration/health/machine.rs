//! What the machine says: room on the disk, memory of this process.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// A disk, as its file system says.
#[derive(Debug, Clone, Copy)]
pub struct Disk {
    /// In bytes, what may still be written, and all of it.
    pub free: u64,
    pub whole: u64,
    /// Files that can still be made; file systems that don't count them say so many that it never matters.
    pub entries: u64,
    /// Whether it can only be read.
    pub locked: bool,
}

/// The disk a path lies on; the nearest folder that exists counts.
pub fn disk(path: &Path) -> Option<Disk> {
    let mut at = PathBuf::from(path);
    while !at.exists() {
        at = at.parent()?.to_owned();
    }
    let found = rustix::fs::statvfs(&at).ok()?;
    Some(Disk {
        free: found.f_bavail.saturating_mul(found.f_frsize),
        whole: found.f_blocks.saturating_mul(found.f_frsize),
        entries: match found.f_files {
            0 => u64::MAX,
            _ => found.f_favail,
        },
        locked: found.f_flag.contains(rustix::fs::StatVfsMountFlags::RDONLY),
    })
}

/// Free and whole size of the disk a path lies on, in bytes.
pub fn room(path: &Path) -> Option<(u64, u64)> {
    disk(path).map(|disk| (disk.free, disk.whole))
}

/// Memory this process holds, in bytes.
pub fn memory() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: u64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
    Some(kilobytes * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_machine_answers() {
        let (free, whole) = room(Path::new("/tmp/there/is/nothing/here")).unwrap();
        assert!(free <= whole && whole > 0);
        assert!(memory().unwrap() > 1 << 20);
    }
}
