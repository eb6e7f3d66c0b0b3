//! The connection: TLS to the loopback, whoever answers there.

use std::{
    io::{self, ErrorKind},
    net::TcpStream,
    sync::{Arc, OnceLock},
};

use rustls::{
    ClientConfig, ClientConnection, ConfigBuilder, DigitallySignedStruct, Error as TlsError,
    SignatureScheme, StreamOwned,
    client::{
        WantsClientCert,
        danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    },
    crypto::{WebPkiSupportedAlgorithms, verify_tls12_signature, verify_tls13_signature},
    pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, ServerName, UnixTime},
};

use super::{Client, wire::Wire};

pub(super) type Tls = StreamOwned<ClientConnection, TcpStream>;

impl Client {
    fn tls_config(&self) -> io::Result<Arc<ClientConfig>> {
        match &self.tls {
            Some(own) => Ok(own.clone()),
            None => tls_config(),
        }
    }

    /// The certificate that the server shows of itself, in DER.
    pub fn shown_certificate(&mut self) -> io::Result<Vec<u8>> {
        let mut wire = self.connect()?;
        wire.stream.conn.complete_io(&mut wire.stream.sock)?;
        let chain = wire.stream.conn.peer_certificates();
        let first = chain.and_then(|chain| chain.first());
        first
            .map(|first| first.to_vec())
            .ok_or_else(|| io::Error::other("the server showed no certificate"))
    }

    pub(super) fn connect(&mut self) -> io::Result<Wire<Tls>> {
        let tcp = TcpStream::connect_timeout(&self.addr, self.timeout)?;
        tcp.set_nodelay(true)?;
        tcp.set_read_timeout(Some(self.timeout))?;
        tcp.set_write_timeout(Some(self.timeout))?;
        let name = self.host.rsplit_once(':').map_or(&*self.host, |(name, _)| {
            if name.contains(':') && !name.starts_with('[') {
                &*self.host // an IPv6 address without a port
            } else {
                name.trim_matches(['[', ']'])
            }
        });
        let name = match ServerName::try_from(name.to_owned()) {
            Ok(name) => name,
            Err(_) => ServerName::IpAddress(self.addr.ip().into()),
        };
        let tls = ClientConnection::new(self.tls_config()?, name).map_err(io::Error::other)?;
        self.connects += 1;
        Ok(Wire::new(StreamOwned::new(tls, tcp)))
    }
}
/// Whether the server has closed a kept connection, as far as is known here.
pub(super) fn is_stale(wire: &mut Wire<Tls>) -> bool {
    if !wire.untouched() {
        return true; // bytes nobody asked for
    }
    if wire.stream.sock.set_nonblocking(true).is_err() {
        return true;
    }
    let stale = loop {
        match wire.stream.conn.read_tls(&mut wire.stream.sock) {
            Ok(0) => break true,
            Ok(_) => match wire.stream.conn.process_new_packets() {
                // Session tickets may come at any time and mean nothing here.
                Ok(state) => {
                    if state.peer_has_closed() || state.plaintext_bytes_to_read() > 0 {
                        break true;
                    }
                }
                Err(_) => break true,
            },
            Err(e) if e.kind() == ErrorKind::Interrupted => {}
            Err(e) => break e.kind() != ErrorKind::WouldBlock,
        }
    };
    stale || wire.stream.sock.set_nonblocking(false).is_err()
}

fn tls_config() -> io::Result<Arc<ClientConfig>> {
    static CONFIG: OnceLock<Arc<ClientConfig>> = OnceLock::new();
    if let Some(config) = CONFIG.get() {
        return Ok(config.clone());
    }
    let mut config = whoever_answers()?.with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(CONFIG.get_or_init(|| Arc::new(config)).clone())
}

fn whoever_answers() -> io::Result<ConfigBuilder<ClientConfig, WantsClientCert>> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let verifier = AnyCertificate(provider.signature_verification_algorithms);
    Ok(ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(io::Error::other)?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier)))
}

/// The same, with a certificate for servers that ask.
pub(super) fn config_showing(certificate: &[u8], key: &[u8]) -> io::Result<Arc<ClientConfig>> {
    let chain = vec![CertificateDer::from(certificate.to_vec())];
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.to_vec()));
    let mut config = whoever_answers()?
        .with_client_auth_cert(chain, key)
        .map_err(io::Error::other)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

/// Accepts any certificate, and still wants the handshake signed by its key.
#[derive(Debug)]
struct AnyCertificate(WebPkiSupportedAlgorithms);

impl ServerCertVerifier for AnyCertificate {
    fn verify_server_cert(
        &self,
        _end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, TlsError> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        verify_tls12_signature(message, cert, dss, &self.0)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        verify_tls13_signature(message, cert, dss, &self.0)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.supported_schemes()
    }
}
