//! The certificate and its key as they lie in the data folder: made at the first start, replaced by one's own, read
//! together and judged.

use std::{
    fs,
    path::{Path, PathBuf},
    time::SystemTime,
};

use rustls::{
    Error as TlsError,
    crypto::aws_lc_rs::sign::any_supported_type,
    pki_types::{CertificateDer, PrivateKeyDer, ServerName, pem::PemObject},
    server::ParsedCertificate,
    sign::CertifiedKey,
};

use crate::base::{Error, Moment, Result};

/// Where the certificate that is served lies.
pub fn certificate_path(folder: &Path) -> PathBuf {
    folder.join("tls").join("certificate.pem")
}

pub fn key_path(folder: &Path) -> PathBuf {
    folder.join("tls").join("key.pem")
}

/// From when until when a certificate is valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Validity {
    pub from: Moment,
    pub until: Moment,
}

impl Validity {
    /// Why browsers refuse it at that moment; None when they don't.
    pub fn refused(&self, at: Moment) -> Option<String> {
        let day = |at: Moment| at.rfc3339()[..10].to_owned();
        if at > self.until {
            return Some(format!("The certificate ran out on {}.", day(self.until)));
        }
        (at < self.from).then(|| {
            format!(
                "The certificate isn't valid before {}: it is for later, or this machine's clock is wrong.",
                day(self.from)
            )
        })
    }
}

/// A certificate with those that vouch for it, and the key that is its own.
pub struct Pair {
    pub(super) chain: Vec<CertificateDer<'static>>,
    pub(super) key: PrivateKeyDer<'static>,
    pub validity: Validity,
}

/// Whether there is one.
///
/// # Errors
/// `Unavailable` where one half is missing.
pub fn is_there(folder: &Path) -> Result<bool> {
    let (certificate, key) = (certificate_path(folder), key_path(folder));
    let (gone, there) = match (certificate.try_exists()?, key.try_exists()?) {
        (true, true) => return Ok(true),
        (false, false) => return Ok(false),
        (true, false) => (key, certificate),
        (false, true) => (certificate, key),
    };
    Err(Error::Unavailable(format!(
        "{} is missing, and {} is there. Bring it back; or take the other away too, and a self-signed pair is made at the next start.",
        gone.display(),
        there.display()
    )))
}

/// Makes a self-signed one for these names where neither half is. Half of one is somebody's own and is left alone.
///
/// # Errors
/// `Unavailable` where one half is missing.
pub fn make_where_none(folder: &Path, names: &[String]) -> Result<()> {
    if is_there(folder)? {
        return Ok(());
    }
    fs::create_dir_all(folder.join("tls"))?;
    let made = rcgen::generate_simple_self_signed(names.to_vec()).map_err(Error::internal)?;
    write_private(
        &key_path(folder),
        made.signing_key.serialize_pem().as_bytes(),
    )?;
    write_private(&certificate_path(folder), made.cert.pem().as_bytes())?;
    Ok(())
}

fn write_private(path: &Path, content: &[u8]) -> std::io::Result<()> {
    use std::{io::Write, os::unix::fs::OpenOptionsExt};
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)?;
    file.write_all(content)?;
    file.sync_all()
}

/// Reads both halves.
///
/// # Errors
/// `Unavailable`, saying which file it is and what is wrong with it.
pub fn read(folder: &Path) -> Result<Pair> {
    let (certificate, key) = (certificate_path(folder), key_path(folder));
    let unfit = |path: &Path, why: &dyn std::fmt::Display| {
        Error::Unavailable(format!(
            "{} can't be used: {why}. Put a good one in its place.",
            path.display()
        ))
    };
    let text = fs::read(&certificate).map_err(|e| unfit(&certificate, &e))?;
    let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(&text)
        .collect::<Result<_, _>>()
        .map_err(|e| unfit(&certificate, &format!("it is no certificate in PEM ({e})")))?;
    let first = chain
        .first()
        .ok_or_else(|| unfit(&certificate, &"it holds no certificate in PEM"))?;
    let (_, read) = x509_parser::parse_x509_certificate(first)
        .map_err(|e| unfit(&certificate, &format!("it is no certificate ({e})")))?;
    let moment = |at: x509_parser::time::ASN1Time| Moment(at.timestamp().saturating_mul(1000));
    let validity = Validity {
        from: moment(read.validity().not_before),
        until: moment(read.validity().not_after),
    };
    let text = fs::read(&key).map_err(|e| unfit(&key, &e))?;
    let pair = Pair {
        key: PrivateKeyDer::from_pem_slice(&text)
            .map_err(|e| unfit(&key, &format!("it is no private key in PEM ({e})")))?,
        chain,
        validity,
    };
    let signing = any_supported_type(&pair.key).map_err(|e| unfit(&key, &e))?;
    match CertifiedKey::new(pair.chain.clone(), signing).keys_match() {
        // Nothing is known of kinds of keys that don't tell.
        Ok(()) | Err(TlsError::InconsistentKeys(rustls::InconsistentKeys::Unknown)) => Ok(pair),
        Err(TlsError::InconsistentKeys(_)) => Err(Error::Unavailable(format!(
            "{} is not the key of {}. Put both of one pair in their places.",
            key.display(),
            certificate.display()
        ))),
        Err(e) => Err(unfit(&certificate, &e)),
    }
}

impl Pair {
    /// Whether it is for a name or an address that people open; what can't be read as one is passed over.
    pub fn is_for(&self, name: &str) -> bool {
        let parsed = self.chain.first().map(ParsedCertificate::try_from);
        match (parsed, ServerName::try_from(name)) {
            (Some(Ok(parsed)), Ok(name)) => {
                rustls::client::verify_server_name(&parsed, &name).is_ok()
            }
            _ => true,
        }
    }
}

/// What tells whether either half is another than before: when it was written, how long it is, and which file.
pub(super) type Stamp = [Option<(SystemTime, u64, u64)>; 2];

pub(super) fn stamp(folder: &Path) -> Stamp {
    use std::os::unix::fs::MetadataExt;
    [certificate_path(folder), key_path(folder)].map(|path| {
        let found = fs::metadata(path).ok()?;
        Some((found.modified().ok()?, found.len(), found.ino()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("atrium-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        folder
    }

    fn why(folder: &Path) -> String {
        match read(folder) {
            Ok(_) => String::new(),
            Err(e) => e.to_string(),
        }
    }

    #[test]
    fn a_pair_is_made_once_and_half_of_one_is_left_alone() {
        let folder = folder("pair");
        let names = ["localhost".to_owned()];
        make_where_none(&folder, &names).unwrap();
        let pair = read(&folder).unwrap();
        assert!(pair.is_for("localhost") && !pair.is_for("atrium.example"));
        let key = fs::read(key_path(&folder)).unwrap();
        make_where_none(&folder, &names).unwrap();
        fs::remove_file(certificate_path(&folder)).unwrap();
        let said = make_where_none(&folder, &names).unwrap_err().to_string();
        assert!(said.contains("certificate.pem is missing"), "{said}");
        assert_eq!(fs::read(key_path(&folder)).unwrap(), key);
        assert!(why(&folder).contains("certificate.pem can't be used"));
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn what_is_wrong_with_either_half_is_said() {
        let (folder, other) = (folder("pair-a"), folder("pair-b"));
        for folder in [&folder, &other] {
            make_where_none(folder, &["localhost".to_owned()]).unwrap();
        }
        fs::copy(key_path(&other), key_path(&folder)).unwrap();
        assert!(
            why(&folder).contains("is not the key of"),
            "{}",
            why(&folder)
        );
        fs::write(key_path(&folder), "garbage").unwrap();
        assert!(why(&folder).contains("no private key"), "{}", why(&folder));
        fs::write(certificate_path(&folder), "garbage").unwrap();
        assert!(
            why(&folder).contains("holds no certificate"),
            "{}",
            why(&folder)
        );
        for folder in [&folder, &other] {
            fs::remove_dir_all(folder).unwrap();
        }
    }

    #[test]
    fn a_certificate_has_its_time() {
        let at = |text: &str| Moment::parse(text).unwrap();
        let validity = Validity {
            from: at("2026-01-01T00:00:00Z"),
            until: at("2026-04-01T00:00:00Z"),
        };
        assert_eq!(validity.refused(at("2026-02-01T00:00:00Z")), None);
        let late = validity.refused(at("2026-04-02T00:00:00Z")).unwrap();
        assert!(late.contains("ran out on 2026-04-01"), "{late}");
        let early = validity.refused(at("2025-12-31T00:00:00Z")).unwrap();
        assert!(early.contains("before 2026-01-01"), "{early}");
    }
}
