//! What the server shows of itself, and whether it asks who is connecting to show something too.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, Weak},
    time::{Duration, Instant},
};

use rustls::{
    CertificateError, DigitallySignedStruct, DistinguishedName, Error as TlsError, RootCertStore,
    ServerConfig, SignatureScheme, SupportedProtocolVersion,
    client::danger::HandshakeSignatureValid,
    pki_types::{CertificateDer, UnixTime},
    server::{
        NoServerSessionStorage, WebPkiClientVerifier,
        danger::{ClientCertVerified, ClientCertVerifier},
    },
    version::{TLS12, TLS13},
};

use super::pair::{self, Pair, Stamp, Validity};
use crate::{
    access::Listener,
    base::{Error, Moment, Result},
    data::Store,
};

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

/// How often the files are looked at for being others.
const LOOK: Duration = Duration::from_secs(10);

/// The certificate that is being shown. It is read anew when its files are others; what can't be used leaves the one
/// before in its place. A service of the store that is served, for the health and the doctor.
pub struct ServedCertificate {
    folder: PathBuf,
    tls12: bool,
    store: Weak<Store>,
    shown: RwLock<Arc<Shown>>,
    looked: Mutex<Looked>,
}

/// The two ways TLS is spoken: as everywhere, and asking for a device's certificate.
struct Shown {
    plain: Arc<ServerConfig>,
    asking: Option<(Arc<ServerConfig>, Arc<AskDevices>)>,
    validity: Validity,
}

struct Looked {
    at: Instant,
    stamp: Stamp,
    /// Why what lies there isn't shown.
    trouble: Option<String>,
}

impl ServedCertificate {
    pub(super) fn new(store: &Arc<Store>, folder: &Path, tls12: bool) -> Result<ServedCertificate> {
        let stamp = pair::stamp(folder);
        Ok(ServedCertificate {
            folder: folder.to_owned(),
            tls12,
            store: Arc::downgrade(store),
            shown: RwLock::new(Arc::new(Shown::new(store, &pair::read(folder)?, tls12)?)),
            looked: Mutex::new(Looked {
                at: Instant::now(),
                stamp,
                trouble: None,
            }),
        })
    }

    /// How to speak with whoever comes by this door now. Clients' browsers are never asked for a certificate.
    pub(super) fn config(&self, listener: Listener) -> Arc<ServerConfig> {
        if self.looked().at.elapsed() >= LOOK {
            self.look();
        }
        let shown = self.shown();
        match (&shown.asking, self.store.upgrade()) {
            (Some((asking, devices)), Some(store))
                if listener == Listener::Staff && (devices.wanted)(&store) =>
            {
                asking.clone()
            }
            _ => shown.plain.clone(),
        }
    }

    /// Takes up what lies in its place, if it is another than the last time.
    pub fn look(&self) {
        let mut looked = self.looked();
        looked.at = Instant::now();
        if let Err(error) = pair::renew(&self.folder, Moment::now()) {
            tracing::error!(%error, "the certificate couldn't be made anew");
        }
        let stamp = pair::stamp(&self.folder);
        let Some(store) = self.store.upgrade().filter(|_| stamp != looked.stamp) else {
            return;
        };
        looked.stamp = stamp;
        let read = pair::read(&self.folder);
        match read.and_then(|pair| Shown::new(&store, &pair, self.tls12)) {
            Ok(shown) => {
                let until = shown.validity.until.rfc3339();
                tracing::info!(until, "a certificate was taken up");
                *self.shown.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(shown);
                looked.trouble = None;
            }
            Err(error) => {
                tracing::error!(%error, "the certificate that lies there isn't shown, but the one before");
                looked.trouble = Some(error.to_string());
            }
        }
    }

    /// From when until when the one that is shown is valid.
    pub fn validity(&self) -> Validity {
        self.shown().validity
    }

    /// Why what lies in its place isn't shown, but the one before.
    pub fn trouble(&self) -> Option<String> {
        self.looked().trouble.clone()
    }

    fn shown(&self) -> Arc<Shown> {
        let shown = self.shown.read().unwrap_or_else(PoisonError::into_inner);
        shown.clone()
    }

    fn looked(&self) -> MutexGuard<'_, Looked> {
        self.looked.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Shown {
    fn new(store: &Arc<Store>, pair: &Pair, tls12: bool) -> Result<Shown> {
        let versions: &[&SupportedProtocolVersion] = match tls12 {
            true => &[&TLS13, &TLS12],
            false => &[&TLS13],
        };
        let unfit =
            |e: TlsError| Error::Unavailable(format!("The TLS certificate can't be used: {e}"));
        let finish = |mut config: ServerConfig| {
            config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
            Arc::new(config)
        };
        let plain = ServerConfig::builder_with_protocol_versions(versions)
            .with_no_client_auth()
            .with_single_cert(pair.chain.clone(), pair.key.clone_key())
            .map_err(unfit)?;
        let asking = match store.service::<AskDevices>() {
            None => None,
            Some(devices) => {
                let verifier = Ours::new(&devices.issuer)?;
                let mut config = ServerConfig::builder_with_protocol_versions(versions)
                    .with_client_cert_verifier(Arc::new(verifier))
                    .with_single_cert(pair.chain.clone(), pair.key.clone_key())
                    .map_err(unfit)?;
                // A resumed session would bring its certificate along without proving the key again: none are resumed.
                config.session_storage = Arc::new(NoServerSessionStorage {});
                config.send_tls13_tickets = 0;
                Some((finish(config), devices))
            }
        };
        Ok(Shown {
            plain: finish(plain),
            asking,
            validity: pair.validity,
        })
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
    Some(UnixTime::since_unix_epoch(Duration::from_secs(
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
