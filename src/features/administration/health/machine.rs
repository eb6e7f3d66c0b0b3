//! What the machine says: room on the disk, memory of this process, the certificate's end.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use crate::base::Moment;

/// Free and whole size of the disk a path lies on, in bytes; the nearest folder that exists counts.
pub fn room(path: &Path) -> Option<(u64, u64)> {
    let mut at = PathBuf::from(path);
    while !at.exists() {
        at = at.parent()?.to_owned();
    }
    let found = rustix::fs::statvfs(&at).ok()?;
    Some((
        found.f_bavail.saturating_mul(found.f_frsize),
        found.f_blocks.saturating_mul(found.f_frsize),
    ))
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

/// When the first certificate of a PEM file ends.
pub fn certificate_ends(path: &Path) -> io::Result<Moment> {
    let text = fs::read(path)?;
    let bad = |e: &dyn std::fmt::Display| io::Error::other(e.to_string());
    let (_, pem) = x509_parser::pem::parse_x509_pem(&text).map_err(|e| bad(&e))?;
    let certificate = pem.parse_x509().map_err(|e| bad(&e))?;
    Ok(Moment(certificate.validity().not_after.timestamp() * 1000))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_machine_answers() {
        let (free, whole) = room(Path::new("/tmp/there/is/nothing/here")).unwrap();
        assert!(free <= whole && whole > 0);
        assert!(memory().unwrap() > 1 << 20);
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let path = std::env::temp_dir().join(format!("atrium-pem-{}", std::process::id()));
        fs::write(&path, made.cert.pem()).unwrap();
        let ends = certificate_ends(&path).unwrap();
        fs::remove_file(&path).unwrap();
        assert!(ends > Moment::parse("2030-01-01T00:00:00Z").unwrap());
    }
}
