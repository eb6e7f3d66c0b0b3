//! What the server shows of itself, and whether it asks who is connecting to show something too.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use rustls::{
    CertificateError, DigitallySignedStruct, DistinguishedName, Error as TlsError, RootCertStore,
    ServerConfig, SignatureScheme, SupportedProtocolVersion,
    client::danger::HandshakeSignatureValid,
    pki_types::{CertificateDer, PrivateKeyDer, UnixTime, pem::PemObject},
    server::{
        NoServerSessionStorage, WebPkiClientVerifier,
        danger::{ClientCertVerified, ClientCertVerifier},
    },
    version::{TLS12, TLS13},
};

use crate::{
    access::Listener,
    base::{Error, Result},
    data::Store,
};

/// Where the certificate that is served lies.
pub fn certificate_path(folder: &Path) -> PathBuf {
    folder.join("tls").join("certificate.pem")
}

/// The certificate's place in the data folder, and the names it is made for.
pub fn certificate(folder: &Path, names: &[String]) -> Result<(Vec<u8>, Vec<u8>)> {
    let (cert, key) = (certificate_path(folder), folder.join("tls").join("key.pem"));
    if !cert.exists() || !key.exists() {
        fs::create_dir_all(folder.join("tls"))?;
        let made = rcgen::generate_simple_self_signed(names.to_vec()).map_err(Error::internal)?;
        write_private(&key, made.signing_key.serialize_pem().as_bytes())?;
        write_private(&cert, made.cert.pem().as_bytes())?;
    }
    Ok((fs::read(cert)?, fs::read(key)?))
}

fn write_private(path: &Path, content: &[u8]) -> Result<()> {
    use std::{io::Write, os::unix::fs::OpenOptionsExt};
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(path)?;
    file.write_all(content)?;
    file.sync_all()?;
    Ok(())
}

/// The process-wide choice of cryptography; a second call changes nothing.
pub fn choose_cryptography() {
    // The error only says that it was chosen already.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
}

/// A service of the feature that keeps devices: who issued their certificates, and whether any are wanted now.
pub struct AskDevices {
    /// In DER. It is named in the request, so that browsers without such a certificate ask nobody anything.
    pub issuer: Vec<u8>,
    pub wanted: fn(&Arc<Store>) -> bool,
}

/// The two ways TLS is spoken: as everywhere, and asking for a device's certificate.
pub(super) struct Served {
    plain: Arc<ServerConfig>,
    asking: Option<(Arc<ServerConfig>, Arc<AskDevices>)>,
    store: std::sync::Weak<Store>,
}

impl Served {
    pub(super) fn new(
        store: &Arc<Store>,
        (cert, key): &(Vec<u8>, Vec<u8>),
        tls12: bool,
    ) -> Result<Served> {
        let versions: &[&SupportedProtocolVersion] = match tls12 {
            true => &[&TLS13, &TLS12],
            false => &[&TLS13],
        };
        let unreadable = |e: rustls::pki_types::pem::Error| {
            Error::Unavailable(format!("The TLS certificate or its key can't be read: {e}"))
        };
        let chain = || -> Result<Vec<CertificateDer<'static>>> {
            CertificateDer::pem_slice_iter(cert)
                .collect::<Result<_, _>>()
                .map_err(unreadable)
        };
        let key = PrivateKeyDer::from_pem_slice(key).map_err(unreadable)?;
        let unfit =
            |e: TlsError| Error::Unavailable(format!("The TLS certificate can't be used: {e}"));
        let finish = |mut config: ServerConfig| {
            config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
            Arc::new(config)
        };
        let plain = ServerConfig::builder_with_protocol_versions(versions)
            .with_no_client_auth()
            .with_single_cert(chain()?, key.clone_key())
            .map_err(unfit)?;
        let asking = match store.service::<AskDevices>() {
            None => None,
            Some(devices) => {
                let verifier = Ours::new(&devices.issuer)?;
                let mut config = ServerConfig::builder_with_protocol_versions(versions)
                    .with_client_cert_verifier(Arc::new(verifier))
                    .with_single_cert(chain()?, key)
                    .map_err(unfit)?;
                // A resumed session would bring its certificate along without proving the key again: none are resumed.
                config.session_storage = Arc::new(NoServerSessionStorage {});
                config.send_tls13_tickets = 0;
                Some((finish(config), devices))
            }
        };
        Ok(Served {
            plain: finish(plain),
            asking,
            store: Arc::downgrade(store),
        })
    }

    /// How to speak with whoever comes by this door now. Clients' browsers are never asked for a certificate.
    pub(super) fn config(&self, listener: Listener) -> Arc<ServerConfig> {
        match (&self.asking, self.store.upgrade()) {
            (Some((asking, devices)), Some(store))
                if listener == Listener::Staff && (devices.wanted)(&store) =>
            {
                asking.clone()
            }
            _ => self.plain.clone(),
        }
    }
}

/// Takes certificates of our own authority and no others. One that has run out is still recognised, so that its person
/// is told so on a page instead of by a browser's cryptic error; whether it counts is asked at each request.
#[derive(Debug)]
struct Ours(Arc<dyn ClientCertVerifier>);

impl Ours {
    fn new(issuer: &[u8]) -> Result<Ours> {
        let mut roots = RootCertStore::empty();
        roots
            .add(CertificateDer::from(issuer.to_vec()))
            .map_err(Error::internal)?;
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let inner = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider)
            .allow_unauthenticated()
            .build()
            .map_err(Error::internal)?;
        Ok(Ours(inner))
    }
}

/// A moment at which the certificate was good.
fn in_its_time(certificate: &CertificateDer<'_>) -> Option<UnixTime> {
    let (_, read) = x509_parser::parse_x509_certificate(certificate).ok()?;
    let last = u64::try_from(read.validity().not_after.timestamp()).ok()?;
    Some(UnixTime::since_unix_epoch(std::time::Duration::from_secs(
        last.saturating_sub(1),
    )))
}

impl ClientCertVerifier for Ours {
    fn client_auth_mandatory(&self) -> bool {
        false
    }

    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        self.0.root_hint_subjects()
    }

    fn verify_client_cert(
        &self,
        certificate: &CertificateDer<'_>,
        between: &[CertificateDer<'_>],
        now: UnixTime,
    ) -> Result<ClientCertVerified, TlsError> {
        let tried = self.0.verify_client_cert(certificate, between, now);
        match (&tried, in_its_time(certificate)) {
            (
                Err(TlsError::InvalidCertificate(
                    CertificateError::Expired | CertificateError::ExpiredContext { .. },
                )),
                Some(then),
            ) => self.0.verify_client_cert(certificate, between, then),
            _ => tried,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        self.0.verify_tls12_signature(message, certificate, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        self.0.verify_tls13_signature(message, certificate, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.supported_verify_schemes()
    }
}
