//! Where a connection arrives: is there room for it, TLS, and what it showed of itself. What is learnt here goes along
//! with each of its requests.

use std::{future::Future, io, net::SocketAddr, pin::Pin, sync::Arc};

use axum::{Extension, middleware::AddExtension};
use axum_server::accept::Accept;
use tokio::net::TcpStream;
use tokio_rustls::{TlsAcceptor, server::TlsStream};
use tower_layer::Layer;

use super::{Patience, certificate::ServedCertificate, idle_timeout::IdleTimeoutStream};
use crate::{
    access::Listener,
    web::connections::{Connections, Trouble},
};

/// The other end of a connection.
#[derive(Debug, Clone)]
pub struct Peer {
    pub address: SocketAddr,
    pub listener: Listener,
    /// Serial number of the device certificate it proved to hold.
    pub device: Option<Arc<str>>,
}

#[derive(Clone)]
pub(super) struct Porch {
    pub served: Arc<ServedCertificate>,
    pub listener: Listener,
    pub connections: Arc<Connections>,
    pub patience: Patience,
}

type Entering<S> = Pin<Box<dyn Future<Output = io::Result<S>> + Send>>;

impl<S: Send + 'static> Accept<TcpStream, S> for Porch {
    type Stream = IdleTimeoutStream<TlsStream<TcpStream>>;
    type Service = AddExtension<S, Peer>;
    type Future = Entering<(Self::Stream, Self::Service)>;

    fn accept(&self, tcp: TcpStream, service: S) -> Self::Future {
        let acceptor = self.clone();
        Box::pin(async move {
            let (stream, peer) = acceptor.enter(tcp).await?;
            Ok((stream, Extension(peer).layer(service)))
        })
    }
}

impl Porch {
    async fn enter(
        self,
        tcp: TcpStream,
    ) -> io::Result<(IdleTimeoutStream<TlsStream<TcpStream>>, Peer)> {
        let address = tcp.peer_addr()?;
        let (ip, listener) = (address.ip(), self.listener);
        let Some(counted) = self.connections.enter(ip, listener) else {
            return Err(io::ErrorKind::ConnectionRefused.into());
        };
        // What is written is small and wanted now.
        let _ = tcp.set_nodelay(true);
        let acceptor = TlsAcceptor::from(self.served.config(listener));
        let shaken = tokio::time::timeout(self.patience.handshake, acceptor.accept(tcp)).await;
        let tls = match shaken {
            Ok(Ok(tls)) => tls,
            Ok(Err(error)) => {
                self.connections
                    .met(ip, listener, Trouble::Handshake, error.to_string());
                return Err(error);
            }
            Err(_) => {
                self.connections
                    .met(ip, listener, Trouble::Slow, "no TLS in time");
                return Err(io::ErrorKind::TimedOut.into());
            }
        };
        let device = tls
            .get_ref()
            .1
            .peer_certificates()
            .and_then(|chain| serial_of(chain.first()?));
        let peer = Peer {
            address,
            listener,
            device,
        };
        let idle_timeout =
            IdleTimeoutStream::new(tls, counted, self.connections, &peer, &self.patience);
        Ok((idle_timeout, peer))
    }
}

/// The serial number as it is written down: in hexadecimal, without what the encoding adds.
fn serial_of(certificate: &[u8]) -> Option<Arc<str>> {
    let (_, read) = x509_parser::parse_x509_certificate(certificate).ok()?;
    let hex = format!("{:x}", read.tbs_certificate.serial);
    Some(hex.into())
}
