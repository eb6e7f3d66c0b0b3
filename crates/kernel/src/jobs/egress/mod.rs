//! The one place from which Atrium connects to anything. Whoever wants a connection says what for, to where, and how far
//! that may be; the name is looked up here, every address it stands for is held against that, and exactly the addresses
//! that passed are connected to, so that no answer of a name server changes in between.
//!
//! `tests/it/guards/outward.rs` holds that nothing else opens a socket.

pub mod http;
pub mod imap;
pub mod smtp;
pub mod syslog;

use std::{
    fmt, io,
    net::{IpAddr, Ipv6Addr, SocketAddr, TcpStream, ToSocketAddrs},
    os::{
        linux::net::SocketAddrExt,
        unix::{
            ffi::OsStrExt,
            net::{SocketAddr as SocketName, UnixDatagram, UnixStream},
        },
    },
    path::Path,
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

/// How far a connection may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Range {
    /// This machine and no other: what is spoken there is spoken in clear.
    ThisMachine,
    /// Wherever somebody who may change the house's settings said: also inside its own network.
    Named,
    /// The internet only. For addresses that people wrote who may not look into the house's network: a webhook to
    /// 10.0.0.1 would knock there in Atrium's name.
    Internet,
}

/// What to connect to, and why.
#[derive(Debug, Clone, Copy)]
pub struct Destination<'a> {
    /// For the log.
    pub purpose: &'static str,
    /// A name or an address; IPv6 without brackets.
    pub host: &'a str,
    pub port: u16,
    pub range: Range,
}

/// How long a connection may take to come about, with finding out where to.
const OPENS: Duration = Duration::from_secs(20);

impl Range {
    fn holds(self, ip: IpAddr) -> bool {
        let ip = ip.to_canonical();
        if ip.is_unspecified() || ip.is_multicast() {
            return false;
        }
        match self {
            Range::ThisMachine => ip.is_loopback(),
            Range::Named => !matches!(ip, IpAddr::V4(v4) if v4.is_broadcast()),
            Range::Internet => is_public(ip),
        }
    }
}

/// Whether an address is one of the internet at large.
fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            let shared = a == 100 && (64..128).contains(&b);
            let special = a == 0 || a >= 240 || (a == 192 && b == 0 && c == 0);
            let benchmark = a == 198 && (18..20).contains(&b);
            !(v4.is_loopback()
                || v4.is_private()
                || v4.is_link_local()
                || v4.is_broadcast()
                || v4.is_documentation()
                || shared
                || special
                || benchmark)
        }
        IpAddr::V6(v6) => {
            let [a, b, ..] = v6.segments();
            // Of what is given out, 2000::/3; not what carries an IPv4 address inside or is for examples.
            let given_out = a & 0xe000 == 0x2000;
            let carries = a == 0x2002 || (a == 0x2001 && b == 0);
            given_out && !carries && !(a == 0x2001 && b == 0xdb8) && v6 != Ipv6Addr::LOCALHOST
        }
    }
}

impl Destination<'_> {
    /// The addresses it stands for, as far as they may be connected to.
    ///
    /// # Errors
    /// `NotFound` when the name stands for nothing, `PermissionDenied` when it stands only for what is out of range.
    pub fn addresses(&self) -> io::Result<Vec<SocketAddr>> {
        let found: Vec<SocketAddr> = (self.host, self.port).to_socket_addrs()?.collect();
        if found.is_empty() {
            return Err(io::Error::new(
                io::ErrorKind::NotFound,
                format!("failed to lookup {}", self.host),
            ));
        }
        let (fine, wrong): (Vec<_>, Vec<_>) = found
            .into_iter()
            .partition(|address| self.range.holds(address.ip()));
        match (fine.is_empty(), wrong.first()) {
            (true, Some(address)) => Err(io::Error::new(
                io::ErrorKind::PermissionDenied,
                format!(
                    "{} stands for {}, which {} may not be connected to for {}",
                    self.host,
                    address.ip(),
                    self.range,
                    self.purpose
                ),
            )),
            _ => Ok(fine),
        }
    }

    /// The same, within a time: whoever keeps the names of a host may keep us waiting.
    ///
    /// # Errors
    /// As `addresses`, and `TimedOut`.
    fn addresses_within(&self, patience: Duration) -> io::Result<Vec<SocketAddr>> {
        let (purpose, port, range) = (self.purpose, self.port, self.range);
        let host = self.host.to_owned();
        let (found, finds) = mpsc::sync_channel(1);
        thread::Builder::new()
            .name("name lookup".into())
            .spawn(move || {
                let to = Destination {
                    purpose,
                    host: &host,
                    port,
                    range,
                };
                // Nobody waits for it any more where it took too long.
                found.send(to.addresses()).ok();
            })?;
        finds.recv_timeout(patience).unwrap_or_else(|_| {
            let late = format!("nobody said in time where {} is", self.host);
            Err(io::Error::new(io::ErrorKind::TimedOut, late))
        })
    }

    /// Connects to the first of its addresses that answers. All of that takes no longer than `patience`, however many
    /// addresses there are; reading and writing then wait no longer than that each.
    pub fn connect(&self, patience: Duration) -> io::Result<TcpStream> {
        let until = Instant::now() + patience.min(OPENS);
        let left = || {
            let left = until.saturating_duration_since(Instant::now());
            Some(left).filter(|left| !left.is_zero())
        };
        let mut last = io::Error::from(io::ErrorKind::TimedOut);
        for address in self.addresses_within(patience.min(OPENS))? {
            let Some(left) = left() else { break };
            match TcpStream::connect_timeout(&address, left) {
                Ok(line) => {
                    line.set_read_timeout(Some(patience))?;
                    line.set_write_timeout(Some(patience))?;
                    tracing::debug!(purpose = self.purpose, %address, "connected");
                    return Ok(line);
                }
                Err(error) => last = error,
            }
        }
        Err(last)
    }
}

/// Connects to a socket in this machine's files.
pub fn connect_local(path: &Path, patience: Option<Duration>) -> io::Result<UnixStream> {
    let line = UnixStream::connect(path)?;
    line.set_read_timeout(patience)?;
    line.set_write_timeout(patience)?;
    Ok(line)
}

/// Tells the service manager that started us how we stand, as sd_notify(3) says; nothing where none asked
/// (NOTIFY_SOCKET). Nothing hangs on it: what can't be told is in the log.
pub fn tell_manager(state: &str) {
    let Some(name) = std::env::var_os("NOTIFY_SOCKET") else {
        return;
    };
    let told = (|| {
        // A name that begins with @ is in no folder.
        let to = match name.as_bytes().strip_prefix(b"@") {
            Some(name) => SocketName::from_abstract_name(name)?,
            None => SocketName::from_pathname(Path::new(&name))?,
        };
        UnixDatagram::unbound()?.send_to_addr(state.as_bytes(), &to)
    })();
    if let Err(error) = told {
        tracing::warn!(%error, "the service manager can't be told how Atrium stands");
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Range::ThisMachine => "as it is another machine",
            Range::Named => "as it is no machine's",
            Range::Internet => "as it lies inside a network",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn to(host: &str, range: Range) -> io::Result<Vec<SocketAddr>> {
        let purpose = "a test";
        Destination {
            purpose,
            host,
            port: 25,
            range,
        }
        .addresses()
    }

    #[test]
    fn each_range_ends_where_it_should() {
        let inside = [
            "10.0.0.1",
            "172.16.9.9",
            "192.168.1.1",
            "127.0.0.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "255.255.255.255",
            "192.0.0.8",
            "198.18.0.1",
            "224.0.0.1",
            "::",
            "::1",
            "::ffff:10.0.0.1",
            "::ffff:127.0.0.1",
            "64:ff9b::a00:1",
            "2002:a00:1::1",
            "2001:db8::1",
            "fc00::1",
            "fe80::1",
            "ff02::1",
        ];
        for host in inside {
            let refused = to(host, Range::Internet).unwrap_err();
            assert_eq!(refused.kind(), io::ErrorKind::PermissionDenied, "{host}");
        }
        for host in ["9.9.9.9", "2620:fe::fe"] {
            assert_eq!(to(host, Range::Internet).unwrap().len(), 1, "{host}");
            assert!(to(host, Range::ThisMachine).is_err(), "{host}");
        }
        for host in ["127.0.0.1", "::1", "localhost"] {
            assert!(!to(host, Range::ThisMachine).unwrap().is_empty(), "{host}");
        }
        assert!(to("10.0.0.1", Range::Named).is_ok());
        for host in ["0.0.0.0", "::", "255.255.255.255", "224.0.0.1"] {
            assert!(to(host, Range::Named).is_err(), "{host}");
        }
    }

    #[test]
    fn what_answers_is_reached_and_what_hangs_is_not_waited_for() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let here = Destination {
            purpose: "a test",
            host: "127.0.0.1",
            port,
            range: Range::ThisMachine,
        };
        let mut line = here.connect(Duration::from_millis(50)).unwrap();
        let mut byte = [0];
        let silent = io::Read::read(&mut line, &mut byte).unwrap_err();
        assert!(
            matches!(
                silent.kind(),
                io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut
            ),
            "{silent}"
        );
    }
}
