//! Who is connected now, and how many from one address may be. A service (`store.service::<Connections>()`), so that
//! a page can show it: `now()` gives open connections by door, open live streams, counts per address, and what lately
//! went wrong (handshakes that failed, connections over the limit, clients that were too slow).
//!
//! Addresses are those of the sockets: what is said about a visitor in a header counts for sign-in, not here. Named
//! proxies are held to no limit of their own, because everybody behind one shares its address.

use std::{
    collections::{HashMap, VecDeque},
    net::IpAddr,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use ipnet::IpNet;

use crate::{
    access::{Listener, lies_in},
    base::Moment,
    web::BodyLimits,
};

#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Connections that one address may hold open.
    pub per_address: usize,
    /// Connections in all.
    pub total: usize,
    /// Live streams that one address may hold open: an office behind one address has many pages open.
    pub streams_per_address: usize,
    /// Live streams in all.
    pub streams: usize,
    /// What of bodies may be under way.
    pub bodies: BodyLimits,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            per_address: 256,
            total: 8192,
            streams_per_address: 2048,
            streams: 8192,
            bodies: BodyLimits::default(),
        }
    }
}

/// What went wrong with a connection before a request was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Trouble {
    /// TLS did not come about: another protocol, an old version, a certificate of somebody else.
    Handshake,
    /// The address, or the whole server, had all the connections it may have.
    Refused,
    /// It was connected and did not ask, or did not take its answer.
    Slow,
}

impl Trouble {
    pub const ALL: [Trouble; 3] = [Trouble::Handshake, Trouble::Refused, Trouble::Slow];

    pub fn label(self) -> &'static str {
        match self {
            Trouble::Handshake => "Handshake failed",
            Trouble::Refused => "Over the limit",
            Trouble::Slow => "Too slow",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incident {
    pub at: Moment,
    pub address: IpAddr,
    pub listener: Listener,
    pub trouble: Trouble,
    pub what: String,
}

/// One address with what it holds open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    pub address: IpAddr,
    pub connections: usize,
    pub streams: usize,
}

/// A picture of now.
#[derive(Debug, Clone, Default)]
pub struct Now {
    /// Open at the listener for everybody, and at the portal's.
    pub house: usize,
    pub portal: usize,
    pub streams: usize,
    /// Connections since the start.
    pub accepted: u64,
    /// The addresses that hold most first.
    pub addresses: Vec<Held>,
    /// How often each trouble was met since the start.
    pub troubles: [(&'static str, u64); 3],
    /// The newest first.
    pub incidents: Vec<Incident>,
}

/// Incidents that are remembered.
const REMEMBERED: usize = 200;

#[derive(Default)]
struct Open {
    doors: [usize; 2],
    streams: usize,
    by_address: HashMap<IpAddr, (usize, usize)>,
    troubles: HashMap<Trouble, u64>,
    incidents: VecDeque<Incident>,
}

pub struct Connections {
    limits: Limits,
    proxies: Vec<IpNet>,
    accepted: AtomicU64,
    open: Mutex<Open>,
}

/// One connection or stream, counted until dropped.
pub struct Counted {
    of: Arc<Connections>,
    address: IpAddr,
    /// The door for a connection, none for a stream.
    listener: Option<Listener>,
}

impl Connections {
    pub fn new(limits: Limits, proxies: Vec<IpNet>) -> Connections {
        Connections {
            limits,
            proxies,
            accepted: AtomicU64::new(0),
            open: Mutex::default(),
        }
    }

    fn open(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts a connection in; none when there is no room for it.
    pub fn enter(self: &Arc<Self>, address: IpAddr, listener: Listener) -> Option<Counted> {
        let address = address.to_canonical();
        let proxy = self.proxies.iter().any(|net| lies_in(address, net));
        let mut open = self.open();
        let total: usize = open.doors.iter().sum();
        let held = open.by_address.get(&address).map_or(0, |held| held.0);
        if total >= self.limits.total || (!proxy && held >= self.limits.per_address) {
            drop(open);
            let what = if total >= self.limits.total {
                format!("{total} connections in all")
            } else {
                format!("{held} connections from this address")
            };
            self.met(address, listener, Trouble::Refused, what);
            return None;
        }
        open.doors[listener as usize] += 1;
        open.by_address.entry(address).or_default().0 += 1;
        self.accepted.fetch_add(1, Ordering::Relaxed);
        Some(Counted {
            of: self.clone(),
            address,
            listener: Some(listener),
        })
    }

    /// Counts a live stream in; none when there is no room for it. Its visitor's address may differ from the
    /// connection's, behind a proxy.
    pub fn stream(self: &Arc<Self>, address: IpAddr) -> Option<Counted> {
        let address = address.to_canonical();
        let proxy = self.proxies.iter().any(|net| lies_in(address, net));
        let mut open = self.open();
        let held = open.by_address.get(&address).map_or(0, |held| held.1);
        if open.streams >= self.limits.streams
            || (!proxy && held >= self.limits.streams_per_address)
        {
            return None;
        }
        open.streams += 1;
        open.by_address.entry(address).or_default().1 += 1;
        Some(Counted {
            of: self.clone(),
            address,
            listener: None,
        })
    }

    pub fn met(
        &self,
        address: IpAddr,
        listener: Listener,
        trouble: Trouble,
        what: impl Into<String>,
    ) {
        let mut open = self.open();
        *open.troubles.entry(trouble).or_default() += 1;
        if open.incidents.len() == REMEMBERED {
            open.incidents.pop_back();
        }
        open.incidents.push_front(Incident {
            at: Moment::now(),
            address: address.to_canonical(),
            listener,
            trouble,
            what: what.into(),
        });
    }

    pub fn limits(&self) -> Limits {
        self.limits
    }

    pub fn now(&self) -> Now {
        let open = self.open();
        let mut addresses: Vec<Held> = open
            .by_address
            .iter()
            .map(|(address, (connections, streams))| Held {
                address: *address,
                connections: *connections,
                streams: *streams,
            })
            .collect();
        addresses.sort_by_key(|held| (usize::MAX - held.connections, held.address));
        Now {
            house: open.doors[Listener::Staff as usize],
            portal: open.doors[Listener::Portal as usize],
            streams: open.streams,
            accepted: self.accepted.load(Ordering::Relaxed),
            addresses,
            troubles: Trouble::ALL.map(|trouble| {
                let count = open.troubles.get(&trouble).copied().unwrap_or_default();
                (trouble.label(), count)
            }),
            incidents: open.incidents.iter().cloned().collect(),
        }
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        let mut open = self.of.open();
        match self.listener {
            Some(listener) => open.doors[listener as usize] -= 1,
            None => open.streams -= 1,
        }
        if let Some(held) = open.by_address.get_mut(&self.address) {
            match self.listener {
                Some(_) => held.0 -= 1,
                None => held.1 -= 1,
            }
            if *held == (0, 0) {
                open.by_address.remove(&self.address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(last: u8) -> IpAddr {
        IpAddr::from([192, 0, 2, last])
    }

    #[test]
    fn one_address_takes_no_more_than_its_share_and_gives_it_back() {
        let limits = Limits {
            per_address: 2,
            total: 4,
            ..Limits::default()
        };
        let proxies = vec!["192.0.2.9/32".parse().unwrap()];
        let connections = Arc::new(Connections::new(limits, proxies));
        let first = connections.enter(address(1), Listener::Staff);
        let _second = connections.enter(address(1), Listener::Portal).unwrap();
        assert!(connections.enter(address(1), Listener::Staff).is_none());
        let mapped: IpAddr = "::ffff:192.0.2.1".parse().unwrap();
        assert!(connections.enter(mapped, Listener::Staff).is_none());
        drop(first);
        let _again = connections.enter(mapped, Listener::Staff).unwrap();
        let _proxied: Vec<Counted> = (0..2)
            .map(|_| connections.enter(address(9), Listener::Staff).unwrap())
            .collect();
        assert!(
            connections.enter(address(9), Listener::Staff).is_none(),
            "the whole is full"
        );
        let now = connections.now();
        assert_eq!((now.house, now.portal, now.streams), (3, 1, 0));
        assert_eq!(now.troubles[1], ("Over the limit", 3));
        assert_eq!(now.incidents[0].address, address(9));
    }

    #[test]
    fn one_address_listens_no_more_than_its_share() {
        let limits = Limits {
            streams_per_address: 2,
            streams: 3,
            ..Limits::default()
        };
        let connections = Arc::new(Connections::new(limits, Vec::new()));
        let listen = |last| connections.stream(address(last));
        let (first, _second) = (listen(1), listen(1).unwrap());
        assert!(listen(1).is_none() && listen(2).is_some());
        let _other = listen(2).unwrap();
        assert!(listen(3).is_none(), "the whole is full");
        drop(first);
        assert!(listen(3).is_some());
    }

    #[test]
    fn nothing_is_remembered_of_who_has_gone() {
        let connections = Arc::new(Connections::new(Limits::default(), Vec::new()));
        let held = connections.enter(address(1), Listener::Staff).unwrap();
        let stream = connections.stream(address(2)).unwrap();
        assert_eq!(connections.now().streams, 1);
        drop((held, stream));
        let now = connections.now();
        assert!(now.addresses.is_empty());
        assert_eq!((now.house, now.accepted), (0, 1));
    }
}
