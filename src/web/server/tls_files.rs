//! The certificate and its key as files: `tls/certificate.pem` and `tls/key.pem` in the data folder. Where there are none, one
//! that the server signs itself is made; it is made anew before it ends. One's own takes its place, and is left alone.

use std::{
    fs,
    path::{Path, PathBuf},
};

use rcgen::{
    CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    KeyUsagePurpose, PKCS_ECDSA_P256_SHA256, date_time_ymd,
};
use rustls::pki_types::{CertificateDer, pem::PemObject};

use crate::base::{Error, Moment, Result, time};

/// How a certificate that was made here is called, by which it is known to be ours to renew.
const NAME: &str = "Atrium, signed by itself";
/// Browsers take no certificate that is good for longer.
const GOOD_FOR: i64 = 397 * time::DAY;
/// From so long before its end on it is made anew.
const RENEWED: i64 = 30 * time::DAY;

/// Where the certificate that is served lies.
pub fn certificate_path(folder: &Path) -> PathBuf {
    folder.join("tls").join("certificate.pem")
}

/// A certificate with its chain, and its key, both in PEM.
pub type Pem = (Vec<u8>, Vec<u8>);

/// The files in one data folder, and the names that a certificate is made for.
#[derive(Debug, Clone)]
pub struct TlsFiles {
    folder: PathBuf,
    names: Vec<String>,
}

impl TlsFiles {
    pub fn new(folder: &Path, names: &[String]) -> TlsFiles {
        TlsFiles {
            folder: folder.to_owned(),
            names: names.to_vec(),
        }
    }

    /// What is to be served at this moment, made or made anew where that is due.
    pub fn load(&self, at: Moment) -> Result<Pem> {
        let cert = certificate_path(&self.folder);
        let key = self.folder.join("tls").join("key.pem");
        let there = cert.exists() && key.exists();
        if !there || is_due(&fs::read(&cert)?, at) {
            fs::create_dir_all(self.folder.join("tls"))?;
            let (made, made_key) = self.make(at)?;
            // Each file is whole or the one before; a pair that doesn't belong together is made once more.
            write_private(&key, made_key.as_bytes())?;
            write_private(&cert, made.as_bytes())?;
        }
        Ok((fs::read(cert)?, fs::read(key)?))
    }

    fn make(&self, at: Moment) -> Result<(String, String)> {
        let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).map_err(Error::internal)?;
        let mut params = CertificateParams::new(self.names.clone()).map_err(Error::internal)?;
        let mut name = DistinguishedName::new();
        name.push(DnType::CommonName, NAME);
        params.distinguished_name = name;
        params.is_ca = IsCa::ExplicitNoCa;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        let epoch = date_time_ymd(1970, 1, 1);
        let moment = |at: Moment| epoch + std::time::Duration::from_millis(at.0.max(0) as u64);
        // The other side's clock may be behind.
        params.not_before = moment(at.plus(-time::DAY));
        params.not_after = moment(at.plus(GOOD_FOR - time::DAY));
        let cert = params.self_signed(&key).map_err(Error::internal)?;
        Ok((cert.pem(), key.serialize_pem()))
    }
}

/// Whether it is one of ours that ends soon.
fn is_due(pem: &[u8], at: Moment) -> bool {
    let Ok(der) = CertificateDer::from_pem_slice(pem) else {
        return false;
    };
    let Ok((_, read)) = x509_parser::parse_x509_certificate(&der) else {
        return false;
    };
    let ours = read
        .subject()
        .iter_common_name()
        .any(|name| name.as_str() == Ok(NAME))
        && read.subject() == read.issuer();
    ours && Moment(read.validity().not_after.timestamp() * 1000).since(at) < RENEWED
}

fn write_private(path: &Path, content: &[u8]) -> Result<()> {
    use std::{io::Write, os::unix::fs::OpenOptionsExt};
    let beside = path.with_extension("new");
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&beside)?;
    file.write_all(content)?;
    file.sync_all()?;
    fs::rename(&beside, path)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Moment = Moment(1_790_000_000_000);

    fn files(name: &str) -> TlsFiles {
        let folder = std::env::temp_dir().join(format!("atrium-tls-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        TlsFiles::new(&folder, &["office.example".into(), "10.0.0.1".into()])
    }

    #[test]
    fn one_that_was_made_here_has_a_name_and_an_end_and_is_made_anew_before_it() {
        let files = files("ours");
        let (first, _) = files.load(NOW).unwrap();
        let der = CertificateDer::from_pem_slice(&first).unwrap();
        let (_, read) = x509_parser::parse_x509_certificate(&der).unwrap();
        assert_eq!(
            read.subject().to_string(),
            format!("CN=\"{NAME}\"").replace('"', "")
        );
        let (from, until) = (
            read.validity().not_before.timestamp() * 1000,
            read.validity().not_after.timestamp() * 1000,
        );
        assert_eq!(until - from, GOOD_FOR);
        assert!(from < NOW.0 && !read.is_ca());
        assert_eq!(files.load(NOW.plus(300 * time::DAY)).unwrap().0, first);
        let later = NOW.plus(370 * time::DAY);
        let (second, key) = files.load(later).unwrap();
        assert_ne!(second, first);
        assert_eq!(files.load(later).unwrap(), (second, key));
        fs::remove_dir_all(&files.folder).unwrap();
    }

    #[test]
    fn ones_own_is_left_alone() {
        let files = files("own");
        fs::create_dir_all(files.folder.join("tls")).unwrap();
        let made = rcgen::generate_simple_self_signed(vec!["office.example".into()]).unwrap();
        fs::write(certificate_path(&files.folder), made.cert.pem()).unwrap();
        fs::write(
            files.folder.join("tls/key.pem"),
            made.signing_key.serialize_pem(),
        )
        .unwrap();
        let far = Moment(250_000_000_000_000);
        assert_eq!(files.load(far).unwrap().0, made.cert.pem().into_bytes());
        fs::remove_dir_all(&files.folder).unwrap();
    }
}
