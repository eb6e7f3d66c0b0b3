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

/// Where a half of ours waits until both are written.
fn staged(path: &Path) -> PathBuf {
    path.with_extension("pem.new")
}

/// Makes a self-signed one for these names where neither half is. Half of one is somebody's own and is left alone; one of
/// ours that was cut off while it was made, or whose key is another's, is made anew, and the other's key is kept beside it.
///
/// # Errors
/// `Unavailable` where one half is missing.
pub fn make_where_none(folder: &Path, names: &[String], at: Moment) -> Result<()> {
    finish(folder)?;
    let (certificate, key) = (certificate_path(folder), key_path(folder));
    let (there, keyed) = (certificate.try_exists()?, key.try_exists()?);
    let names = match (there, keyed) {
        (true, true) => match without_its_key(folder) {
            Some(names) => names,
            None => return Ok(()),
        },
        (false, true) if staged(&certificate).try_exists()? => names.to_vec(),
        _ => match is_there(folder)? {
            true => return Ok(()),
            false => names.to_vec(),
        },
    };
    if keyed {
        let kept = key.with_extension(format!("pem.replaced-{}", at.0));
        tracing::warn!(kept = %kept.display(), "the key isn't that of our certificate; a pair is made anew");
        OsFileSystem.rename(&key, &kept)?;
    }
    make(folder, &names, at)
}

/// Makes one of ours anew that ends soon, for the same names. One's own is left alone, and so is ours while either half of
/// it is another: somebody is putting theirs in its place.
pub(super) fn renew(folder: &Path, at: Moment) -> Result<()> {
    finish(folder)?;
    let Ok(pair) = read(folder) else {
        return Ok(());
    };
    let Some(names) = pair.chain.first().and_then(|first| names_of_ours(first)) else {
        return Ok(());
    };
    match pair.validity.until.since(at) < RENEWED {
        true => make(folder, &names, at),
        false => Ok(()),
    }
}

/// Goes on where making one of ours was cut off: its key stands, and its certificate is whole.
fn finish(folder: &Path) -> Result<()> {
    let certificate = certificate_path(folder);
    let waits = staged(&certificate);
    if ours_at(&waits).is_some() && read_files(&waits, &key_path(folder)).is_ok() {
        OsFileSystem.rename(&waits, &certificate)?;
        OsFileSystem.sync_folder(&folder.join("tls"))?;
    }
    Ok(())
}

/// The names of one of ours that has a key which isn't its own.
fn without_its_key(folder: &Path) -> Option<Vec<String>> {
    let names = ours_at(&certificate_path(folder))?;
    let another = fs::read(key_path(folder)).is_ok() && read(folder).is_err();
    another.then_some(names)
}

/// What a certificate in a file is for, when it was made here.
fn ours_at(path: &Path) -> Option<Vec<String>> {
    let text = fs::read(path).ok()?;
    names_of_ours(&CertificateDer::from_pem_slice(&text).ok()?)
}

fn names_of_ours(der: &CertificateDer<'_>) -> Option<Vec<String>> {
    let (_, read) = x509_parser::parse_x509_certificate(der).ok()?;
    let subject = read.subject();
    let mut called = subject.iter_common_name();
    let ours = called.any(|name| name.as_str() == Ok(NAME)) && subject == read.issuer();
    ours.then(|| names_of(&read))
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

fn make(folder: &Path, names: &[String], at: Moment) -> Result<()> {
    make_in_steps(folder, names, at, &mut || Ok(()))
}

/// Both halves are written beside those that stand before either takes its place, so that wherever it ends, what is there
/// is a pair or `finish` makes it one. `step` is asked before each.
fn make_in_steps(
    folder: &Path,
    names: &[String],
    at: Moment,
    step: &mut dyn FnMut() -> Result<()>,
) -> Result<()> {
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
    let tls = folder.join("tls");
    OsFileSystem.create_folder(&tls)?;
    let halves = [
        (key_path(folder), key.serialize_pem()),
        (certificate_path(folder), made.pem()),
    ];
    for (path, text) in &halves {
        step()?;
        let waits = staged(path);
        write_file(&waits, text.as_bytes())?;
        if path.try_exists()? {
            OsFileSystem.copy_mode(path, &waits)?;
        }
    }
    for (path, _) in &halves {
        step()?;
        OsFileSystem.rename(&staged(path), path)?;
        OsFileSystem.sync_folder(&tls)?;
    }
    step()
}

/// Reads both halves.
///
/// # Errors
/// `Unavailable`, saying which file it is and what is wrong with it.
pub fn read(folder: &Path) -> Result<Pair> {
    read_files(&certificate_path(folder), &key_path(folder))
}

fn read_files(certificate: &Path, key: &Path) -> Result<Pair> {
    let unfit = |path: &Path, why: &dyn std::fmt::Display| {
        Error::Unavailable(format!(
            "{} can't be used: {why}. Put a good one in its place.",
            path.display()
        ))
    };
    let text = fs::read(certificate).map_err(|e| unfit(certificate, &e))?;
    let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(&text)
        .collect::<Result<_, _>>()
        .map_err(|e| unfit(certificate, &format!("it is no certificate in PEM ({e})")))?;
    let first = chain
        .first()
        .ok_or_else(|| unfit(certificate, &"it holds no certificate in PEM"))?;
    let (_, read) = x509_parser::parse_x509_certificate(first)
        .map_err(|e| unfit(certificate, &format!("it is no certificate ({e})")))?;
    let moment = |at: x509_parser::time::ASN1Time| Moment(at.timestamp().saturating_mul(1000));
    let validity = Validity {
        from: moment(read.validity().not_before),
        until: moment(read.validity().not_after),
    };
    let text = fs::read(key).map_err(|e| unfit(key, &e))?;
    let pair = Pair {
        key: PrivateKeyDer::from_pem_slice(&text)
            .map_err(|e| unfit(key, &format!("it is no private key in PEM ({e})")))?,
        chain,
        validity,
    };
    let signing = any_supported_type(&pair.key).map_err(|e| unfit(key, &e))?;
    match CertifiedKey::new(pair.chain.clone(), signing).keys_match() {
        // Nothing is known of kinds of keys that don't tell.
        Ok(()) | Err(TlsError::InconsistentKeys(rustls::InconsistentKeys::Unknown)) => Ok(pair),
        Err(TlsError::InconsistentKeys(_)) => Err(Error::Unavailable(format!(
            "{} is not the key of {}. Put both of one pair in their places.",
            key.display(),
            certificate.display()
        ))),
        Err(e) => Err(unfit(certificate, &e)),
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

    /// Wherever making one ends, at the first start or at a renewal, the next start has a pair.
    #[test]
    fn a_pair_that_was_cut_off_is_a_pair_at_the_next_start() {
        let names = ["office.example".to_owned()];
        for renewed in [false, true] {
            for ends in 0..5 {
                let folder = folder("pair-cut");
                if renewed {
                    make(&folder, &names, NOW).unwrap();
                }
                let mut steps = 0;
                let made = make_in_steps(&folder, &names, NOW.plus(time::DAY), &mut || {
                    steps += 1;
                    match steps > ends {
                        true => Err(Error::internal("killed")),
                        false => Ok(()),
                    }
                });
                assert!(made.is_err(), "{ends} is no step");
                make_where_none(&folder, &names, NOW.plus(2 * time::DAY)).unwrap();
                let pair = read(&folder).unwrap_or_else(|e| panic!("{renewed} {ends}: {e}"));
                assert!(pair.is_for("office.example"));
                let left = fs::read_dir(folder.join("tls"))
                    .unwrap()
                    .map(|f| f.unwrap());
                let mut names = left.map(|f| f.file_name().into_string().unwrap());
                assert!(names.all(|name| !name.contains("replaced")));
                fs::remove_dir_all(&folder).unwrap();
            }
        }
    }

    #[test]
    fn a_key_that_somebody_put_there_first_is_written_over_by_nothing() {
        let folder = folder("pair-first");
        let names = ["office.example".to_owned()];
        make(&folder, &names, NOW).unwrap();
        let own = rcgen::generate_simple_self_signed(names.to_vec()).unwrap();
        let key = own.signing_key.serialize_pem();
        fs::write(key_path(&folder), &key).unwrap();
        let late = NOW.plus(390 * time::DAY);
        renew(&folder, late).unwrap();
        assert_eq!(fs::read_to_string(key_path(&folder)).unwrap(), key);
        // The house starts all the same, and the key lies beside.
        make_where_none(&folder, &names, late).unwrap();
        read(&folder).unwrap();
        let kept = key_path(&folder).with_extension(format!("pem.replaced-{}", late.0));
        assert_eq!(fs::read_to_string(kept).unwrap(), key);
        // What an older program left when it ended between the two.
        fs::remove_file(certificate_path(&folder)).unwrap();
        fs::write(staged(&certificate_path(&folder)), "half of a cert").unwrap();
        make_where_none(&folder, &names, late).unwrap();
        read(&folder).unwrap();
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
