//! The certificate and its key as they lie in the data folder: made at the first start and anew before it ends, replaced by
//! one's own, read together and judged.

use std::{
    fs,
    net::IpAddr,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use rcgen::{
    CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    KeyUsagePurpose, PKCS_ECDSA_P256_SHA256, date_time_ymd,
};
use rustls::{
    Error as TlsError,
    crypto::aws_lc_rs::sign::any_supported_type,
    pki_types::{CertificateDer, PrivateKeyDer, ServerName, pem::PemObject},
    server::ParsedCertificate,
    sign::CertifiedKey,
};
use x509_parser::{certificate::X509Certificate, extensions::GeneralName};

use crate::{
    base::{Error, Moment, Result, time},
    data::{FileSystem, OsFileSystem, write_file},
};

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

/// How a certificate that was made here is called, by which it is known to be ours to make anew.
const NAME: &str = "Atrium, signed by itself";
/// Browsers take no certificate that is good for longer.
const GOOD_FOR: i64 = 397 * time::DAY;
/// From so long before its end on it is made anew.
const RENEWED: i64 = 30 * time::DAY;

/// Makes a self-signed one for these names where neither half is. Half of one is somebody's own and is left alone.
///
/// # Errors
/// `Unavailable` where one half is missing.
pub fn make_where_none(folder: &Path, names: &[String], at: Moment) -> Result<()> {
    match is_there(folder)? {
        true => Ok(()),
        false => make(folder, names, at),
    }
}

/// Makes one of ours anew that ends soon, for the same names. One's own is left alone.
pub(super) fn renew(folder: &Path, at: Moment) -> Result<()> {
    let text = fs::read(certificate_path(folder))?;
    let Ok(der) = CertificateDer::from_pem_slice(&text) else {
        return Ok(());
    };
    let Ok((_, read)) = x509_parser::parse_x509_certificate(&der) else {
        return Ok(());
    };
    let subject = read.subject();
    let named = |name: &str| {
        let mut names = subject.iter_common_name();
        names.any(|held| held.as_str() == Ok(name))
    };
    let until = Moment(read.validity().not_after.timestamp().saturating_mul(1000));
    if !named(NAME) || subject != read.issuer() || until.since(at) >= RENEWED {
        return Ok(());
    }
    make(folder, &names_of(&read), at)
}

/// The names and addresses that a certificate is for.
fn names_of(read: &X509Certificate<'_>) -> Vec<String> {
    let named = read.subject_alternative_name().ok().flatten();
    let named = named.map_or(&[][..], |named| &named.value.general_names);
    let address = |bytes: &[u8]| match bytes.len() {
        4 => <[u8; 4]>::try_from(bytes).ok().map(IpAddr::from),
        _ => <[u8; 16]>::try_from(bytes).ok().map(IpAddr::from),
    };
    named
        .iter()
        .filter_map(|name| match name {
            GeneralName::DNSName(name) => Some((*name).to_owned()),
            GeneralName::IPAddress(bytes) => address(bytes).map(|ip| ip.to_string()),
            _ => None,
        })
        .collect()
}

/// Each file is whole or the one before; a pair that doesn't belong together isn't taken up.
fn make(folder: &Path, names: &[String], at: Moment) -> Result<()> {
    let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).map_err(Error::internal)?;
    let mut params = CertificateParams::new(names.to_vec()).map_err(Error::internal)?;
    let mut name = DistinguishedName::new();
    name.push(DnType::CommonName, NAME);
    params.distinguished_name = name;
    params.is_ca = IsCa::ExplicitNoCa;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    let epoch = date_time_ymd(1970, 1, 1);
    let moment = |at: Moment| epoch + Duration::from_millis(at.0.max(0).unsigned_abs());
    // The other side's clock may be behind.
    params.not_before = moment(at.plus(-time::DAY));
    params.not_after = moment(at.plus(GOOD_FOR - time::DAY));
    let made = params.self_signed(&key).map_err(Error::internal)?;
    OsFileSystem.create_folder(&folder.join("tls"))?;
    write_file(&key_path(folder), key.serialize_pem().as_bytes())?;
    write_file(&certificate_path(folder), made.pem().as_bytes())?;
    Ok(())
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

    const NOW: Moment = Moment(1_790_000_000_000);

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
        make_where_none(&folder, &names, NOW).unwrap();
        let pair = read(&folder).unwrap();
        assert!(pair.is_for("localhost") && !pair.is_for("atrium.example"));
        let key = fs::read(key_path(&folder)).unwrap();
        make_where_none(&folder, &names, NOW).unwrap();
        fs::remove_file(certificate_path(&folder)).unwrap();
        let said = make_where_none(&folder, &names, NOW)
            .unwrap_err()
            .to_string();
        assert!(said.contains("certificate.pem is missing"), "{said}");
        assert_eq!(fs::read(key_path(&folder)).unwrap(), key);
        assert!(why(&folder).contains("certificate.pem can't be used"));
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn one_that_was_made_here_has_a_name_and_an_end_and_is_made_anew_before_it() {
        let folder = folder("pair-ours");
        let names = ["office.example".to_owned(), "10.0.0.1".to_owned()];
        make_where_none(&folder, &names, NOW).unwrap();
        let first = read(&folder).unwrap();
        let Validity { from, until } = first.validity;
        assert_eq!(until.since(from), GOOD_FOR);
        assert!(from < NOW);
        renew(&folder, NOW.plus(300 * time::DAY)).unwrap();
        assert!(read(&folder).unwrap().chain == first.chain);
        renew(&folder, NOW.plus(370 * time::DAY)).unwrap();
        let second = read(&folder).unwrap();
        assert!(second.chain != first.chain && second.validity.until > until);
        assert!(second.is_for("office.example") && second.is_for("10.0.0.1"));
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn ones_own_is_not_made_anew() {
        let folder = folder("pair-own");
        fs::create_dir_all(folder.join("tls")).unwrap();
        let made = rcgen::generate_simple_self_signed(vec!["office.example".into()]).unwrap();
        fs::write(certificate_path(&folder), made.cert.pem()).unwrap();
        fs::write(key_path(&folder), made.signing_key.serialize_pem()).unwrap();
        renew(&folder, Moment(250_000_000_000_000)).unwrap();
        let held = fs::read(certificate_path(&folder)).unwrap();
        assert_eq!(held, made.cert.pem().into_bytes());
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn what_is_wrong_with_either_half_is_said() {
        let (folder, other) = (folder("pair-a"), folder("pair-b"));
        for folder in [&folder, &other] {
            make_where_none(folder, &["localhost".to_owned()], NOW).unwrap();
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
