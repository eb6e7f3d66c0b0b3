//! What the server shows of itself, and whether it asks who is connecting to show something too.

use std::sync::{Arc, PoisonError, RwLock};

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
    web::server::tls_files::Pem,
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

/// The two ways TLS is spoken: as everywhere, and asking for a device's certificate.
struct Ways {
    plain: Arc<ServerConfig>,
    asking: Option<Arc<ServerConfig>>,
    /// What they were made of.
    pem: Pem,
}

pub(super) struct Served {
    ways: RwLock<Ways>,
    devices: Option<Arc<AskDevices>>,
    tls12: bool,
    store: std::sync::Weak<Store>,
}

impl Served {
    pub(super) fn new(store: &Arc<Store>, pem: Pem, tls12: bool) -> Result<Served> {
        let devices = store.service::<AskDevices>();
        Ok(Served {
            ways: RwLock::new(ways(pem, devices.as_deref(), tls12)?),
            devices,
            tls12,
            store: Arc::downgrade(store),
        })
    }

    /// Shows another certificate from the next connection on, when it is another. One that can't be used changes nothing.
    pub(super) fn show(&self, pem: Pem) -> Result<()> {
        let held = self.ways.read().unwrap_or_else(PoisonError::into_inner);
        if held.pem == pem {
            return Ok(());
        }
        drop(held);
        let made = ways(pem, self.devices.as_deref(), self.tls12)?;
        *self.ways.write().unwrap_or_else(PoisonError::into_inner) = made;
        tracing::info!("another certificate is shown from now on");
        Ok(())
    }

    /// How to speak with whoever comes by this door now. Clients' browsers are never asked for a certificate.
    pub(super) fn config(&self, listener: Listener) -> Arc<ServerConfig> {
        let wanted = match (&self.devices, self.store.upgrade()) {
            (Some(devices), Some(store)) => listener == Listener::Staff && (devices.wanted)(&store),
            _ => false,
        };
        let ways = self.ways.read().unwrap_or_else(PoisonError::into_inner);
        match &ways.asking {
            Some(asking) if wanted => asking.clone(),
            _ => ways.plain.clone(),
        }
    }
}

fn ways(pem: Pem, devices: Option<&AskDevices>, tls12: bool) -> Result<Ways> {
    let versions: &[&SupportedProtocolVersion] = match tls12 {
        true => &[&TLS13, &TLS12],
        false => &[&TLS13],
    };
    let unreadable = |e: rustls::pki_types::pem::Error| {
        Error::Unavailable(format!("The TLS certificate or its key can't be read: {e}"))
    };
    let chain = || -> Result<Vec<CertificateDer<'static>>> {
        CertificateDer::pem_slice_iter(&pem.0)
            .collect::<Result<_, _>>()
            .map_err(unreadable)
    };
    let key = PrivateKeyDer::from_pem_slice(&pem.1).map_err(unreadable)?;
    let unfit = |e: TlsError| Error::Unavailable(format!("The TLS certificate can't be used: {e}"));
    let finish = |mut config: ServerConfig| {
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Arc::new(config)
    };
    let plain = ServerConfig::builder_with_protocol_versions(versions)
        .with_no_client_auth()
        .with_single_cert(chain()?, key.clone_key())
        .map_err(unfit)?;
    let asking = match devices {
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
            Some(finish(config))
        }
    };
    Ok(Ways {
        plain: finish(plain),
        asking,
        pem,
    })
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
