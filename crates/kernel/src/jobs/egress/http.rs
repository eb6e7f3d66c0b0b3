//! One request to a server that somebody configured, and its answer. No redirect is followed: where a request goes is what
//! was configured and nothing else. In clear it goes to this very machine only, and into the house's own network only where
//! that was said.

use std::{net::TcpStream, path::Path, sync::Arc, time::Duration};

use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::{Request, Uri, client::conn::http1};
use hyper_util::rt::TokioIo;
use rustls::{ClientConfig, RootCertStore, pki_types::ServerName};
use tokio::io::{AsyncRead, AsyncWrite};

use super::{Destination, Range, smtp};
use crate::base::text;

/// How long the whole of it may take, for a server that somebody of the house chose.
pub const PATIENCE: Duration = Duration::from_secs(20);
/// Of an answer, as much as is read; more is passed over.
const ANSWER: usize = 16 << 10;

/// What is asked, of whom.
pub struct Call<'a> {
    /// For the log.
    pub purpose: &'static str,
    pub url: &'a str,
    /// Whether the server may lie inside the house's own network.
    pub inside: bool,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    /// How long it is waited for the connection, and then for the answer.
    pub patience: Duration,
    /// A file of certificates instead of the machine's.
    pub roots: Option<&'a Path>,
    /// What no answer tells again, in whatever way it was sent: it would be kept and shown with it. Nothing where it is empty.
    pub secret: &'a str,
}

impl Call<'_> {
    /// An answer without the secret, before any of it is cut off.
    fn discreet(&self, said: &str) -> String {
        if self.secret.is_empty() {
            return said.to_owned();
        }
        let json = serde_json::to_string(self.secret).unwrap_or_default();
        let forms = [
            self.secret.to_owned(),
            json.trim_matches('"').to_owned(),
            percent_encoding::utf8_percent_encode(self.secret, percent_encoding::NON_ALPHANUMERIC)
                .to_string(),
        ];
        forms.iter().fold(said.to_owned(), |said, form| {
            said.replace(form.as_str(), "…")
        })
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    /// The beginning of what it said, as one line.
    pub said: String,
}

/// Where a request goes, read from its address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    pub tls: bool,
    pub host: String,
    pub port: u16,
    /// The path with what is asked.
    pub path: String,
}

impl Target {
    /// # Errors
    /// Why it is no address that can be called, in words.
    pub fn of(url: &str) -> Result<Target, String> {
        let wrong = || "It should be an address such as https://sms.example.org/send.".to_owned();
        let uri: Uri = url.parse().map_err(|_| wrong())?;
        let tls = match uri.scheme_str() {
            Some("https") => true,
            Some("http") => false,
            _ => return Err(wrong()),
        };
        let host = uri
            .host()
            .filter(|host| !host.is_empty())
            .ok_or_else(wrong)?;
        if uri
            .authority()
            .is_some_and(|held| held.as_str().contains('@'))
        {
            return Err("No name or password stands in it: they go into a header.".into());
        }
        let path = uri.path_and_query().map_or("/", |path| path.as_str());
        Ok(Target {
            tls,
            host: host
                .trim_start_matches('[')
                .trim_end_matches(']')
                .to_owned(),
            port: uri.port_u16().unwrap_or(if tls { 443 } else { 80 }),
            path: if path.is_empty() { "/" } else { path }.to_owned(),
        })
    }

    fn place(&self) -> String {
        format!("{}, port {}", self.host, self.port)
    }
}

/// Posts it.
///
/// # Errors
/// Why no answer came, in words for whoever configured it.
pub fn post(call: &Call<'_>) -> Result<Answer, String> {
    let (status, body) = exchange(call)?;
    let said = text::clean_line(&call.discreet(&String::from_utf8_lossy(&body)));
    Ok(Answer {
        status,
        said: text::shorten(&said, 200),
    })
}

/// Posts it; the status of the answer, and its bytes for what isn't text. Of a longer answer than is read there are none.
///
/// # Errors
/// As `post`.
pub fn exchange(call: &Call<'_>) -> Result<(u16, Vec<u8>), String> {
    let target = Target::of(call.url)?;
    let to = Destination {
        purpose: call.purpose,
        host: &target.host,
        port: target.port,
        range: match (target.tls, call.inside) {
            (false, _) => Range::ThisMachine,
            (true, true) => Range::Named,
            (true, false) => Range::Internet,
        },
    };
    let failed = |e: &dyn std::fmt::Display| format!("{} can't be reached: {e}.", target.place());
    let line = to.connect(call.patience).map_err(|e| match e.kind() {
        std::io::ErrorKind::PermissionDenied => format!("Nothing was sent: {e}."),
        _ => failed(&e),
    })?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|e| failed(&e))?;
    runtime.block_on(async {
        match tokio::time::timeout(call.patience, talk(line, &target, call)).await {
            Ok(answer) => answer.map_err(|e| failed(&e)),
            Err(_) => Err(format!("{} doesn't answer.", target.place())),
        }
    })
}

async fn talk(line: TcpStream, target: &Target, call: &Call<'_>) -> Result<(u16, Vec<u8>), String> {
    let wrong = |e: std::io::Error| e.to_string();
    line.set_nonblocking(true).map_err(wrong)?;
    let line = tokio::net::TcpStream::from_std(line).map_err(wrong)?;
    match target.tls {
        false => ask(line, target, call).await,
        true => {
            let name = ServerName::try_from(target.host.clone()).map_err(|e| e.to_string())?;
            let tls = tokio_rustls::TlsConnector::from(Arc::new(config(call.roots)?));
            ask(tls.connect(name, line).await.map_err(wrong)?, target, call).await
        }
    }
}

/// TLS by which the other side has to be who it should be.
pub(super) fn config(roots: Option<&Path>) -> Result<ClientConfig, String> {
    let mut store = RootCertStore::empty();
    for root in smtp::certificates(roots)? {
        // What can't be read of them is passed over.
        let _ = store.add(root);
    }
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    Ok(ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|e| e.to_string())?
        .with_root_certificates(store)
        .with_no_client_auth())
}

async fn ask(
    line: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    target: &Target,
    call: &Call<'_>,
) -> Result<(u16, Vec<u8>), String> {
    let (mut sender, connection) = http1::handshake(TokioIo::new(line))
        .await
        .map_err(|e| e.to_string())?;
    let driver = tokio::spawn(connection);
    let usual = if target.tls { 443 } else { 80 };
    let host = match (target.host.contains(':'), target.port == usual) {
        (true, _) => format!("[{}]:{}", target.host, target.port),
        (false, true) => target.host.clone(),
        (false, false) => format!("{}:{}", target.host, target.port),
    };
    let mut request = Request::post(&target.path)
        .header("host", host)
        .header("user-agent", "Atrium")
        .header("accept", "*/*");
    for (name, value) in &call.headers {
        request = request.header(name.as_str(), value.as_str());
    }
    let request = request
        .body(Full::new(Bytes::from(call.body.clone())))
        .map_err(|e| e.to_string())?;
    let answer = sender
        .send_request(request)
        .await
        .map_err(|e| e.to_string())?;
    let status = answer.status().as_u16();
    let body = Limited::new(answer.into_body(), ANSWER).collect().await;
    driver.abort();
    let body = body.map(|body| body.to_bytes()).unwrap_or_default();
    Ok((status, body.to_vec()))
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};

    use super::*;

    fn call(url: &str) -> Result<Answer, String> {
        post(&Call {
            purpose: "a test",
            url,
            inside: false,
            headers: vec![("x-test".into(), "yes".into())],
            body: b"hello".to_vec(),
            patience: PATIENCE,
            roots: None,
            secret: "",
        })
    }

    /// A server that gives one answer, and what it heard.
    fn server(answer: &'static str) -> (u16, std::thread::JoinHandle<String>) {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let heard = std::thread::spawn(move || {
            let (mut line, _) = listener.accept().unwrap();
            let mut heard = Vec::new();
            let mut part = [0; 1024];
            while !heard.ends_with(b"hello") {
                let read = line.read(&mut part).unwrap();
                heard.extend(&part[..read]);
            }
            line.write_all(answer.as_bytes()).unwrap();
            String::from_utf8(heard).unwrap()
        });
        (port, heard)
    }

    #[test]
    fn what_is_posted_arrives_whole_and_a_redirect_is_only_told() {
        let (port, heard) = server(
            "HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/x\r\ncontent-length: 2\r\n\r\nno",
        );
        let answer = call(&format!("http://127.0.0.1:{port}/send?a=1")).unwrap();
        assert_eq!((answer.status, answer.said.as_str()), (302, "no"));
        let heard = heard.join().unwrap();
        assert!(heard.starts_with("POST /send?a=1 HTTP/1.1\r\n"), "{heard}");
        assert!(
            heard.contains("x-test: yes\r\n") && heard.contains(&format!("host: 127.0.0.1:{port}"))
        );
    }

    #[test]
    fn nothing_goes_into_a_network_that_was_not_named_nor_in_clear_to_another_machine() {
        for url in [
            "https://10.0.0.1/x",
            "https://127.0.0.1/x",
            "https://[::1]/x",
            "https://169.254.169.254/latest/meta-data",
            "http://9.9.9.9/x",
        ] {
            let why = call(url).unwrap_err();
            assert!(why.starts_with("Nothing was sent"), "{url}: {why}");
        }
        for url in [
            "ftp://example.org",
            "example.org",
            "https://",
            "https://me:word@example.org/",
        ] {
            assert!(Target::of(url).is_err(), "{url}");
        }
    }
}
