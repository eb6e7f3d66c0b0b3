//! Proxies in front of Atrium that aren't set up as such: whoever comes by one that isn't trusted looks like the proxy,
//! which may be inside the office, and so may everybody then. What was seen of them is kept in memory for a day, for the
//! health, the doctor and the admins' pages. A service (`store.service::<Proxies>()`).

use std::{
    fmt,
    net::IpAddr,
    sync::{Mutex, PoisonError},
};

use crate::{
    access::{Told, Zone, Zones},
    base::{Moment, time},
};

/// How long nothing of the kind has to come until it is forgotten.
const REMEMBERED: i64 = time::DAY;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    /// It is not among `trusted_proxies`, and inside: so is everybody who comes by it.
    Untrusted,
    /// It is, and says who comes in a header that isn't read: everybody who comes by it is outside.
    OtherWords,
}

/// One that was seen; as text, a sentence for whoever runs Atrium.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    fault: Fault,
    pub address: IpAddr,
    header: &'static str,
    pub last: Moment,
}

#[derive(Default)]
pub struct Proxies(Mutex<Option<Seen>>);

impl Proxies {
    /// Takes note of a request by what its head says; `zone` is what its visitor was taken for.
    pub fn met(&self, zones: &Zones, socket: IpAddr, zone: Zone, told: &Told<'_>, at: Moment) {
        let address = socket.to_canonical();
        let (fault, header) = match (zones.trusts(address), told.hops.is_empty(), told.otherwise) {
            (_, true, None) | (true, false, _) => return,
            (true, true, Some(header)) => (Fault::OtherWords, header),
            // Outside nobody gains by it, and anybody may send such a header.
            (false, _, _) if zone != Zone::Office && !address.is_loopback() => return,
            (false, false, _) => (Fault::Untrusted, "X-Forwarded-For"),
            (false, true, Some(header)) => (Fault::Untrusted, header),
        };
        *self.held() = Some(Seen {
            fault,
            address,
            header,
            last: at,
        });
    }

    /// The one that was seen last, if it was lately.
    pub fn seen(&self, at: Moment) -> Option<Seen> {
        self.held()
            .filter(|seen| at.is_within(REMEMBERED, seen.last))
    }

    fn held(&self) -> std::sync::MutexGuard<'_, Option<Seen>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Display for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (address, header) = (self.address, self.header);
        match self.fault {
            Fault::Untrusted => write!(
                f,
                "{address} hands requests on for others (it sends {header}) and is not among trusted_proxies, so whoever \
                 comes by it counts as {address}. If it is a proxy of yours, add it to trusted_proxies in the configuration, \
                 have it set X-Forwarded-For, and restart Atrium."
            ),
            Fault::OtherWords => write!(
                f,
                "The trusted proxy {address} says in {header} for whom it asks, which isn't read, so whoever comes by it counts \
                 as outside the office. Have it set X-Forwarded-For."
            ),
        }
    }
}
