//! Tiers of people, zones of the network, and which tier may come from which zone.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use ipnet::IpNet;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    Admin,
    #[default]
    Employee,
    Client,
}

impl Tier {
    pub const ALL: [Tier; 3] = [Tier::Admin, Tier::Employee, Tier::Client];

    pub fn name(self) -> &'static str {
        match self {
            Tier::Admin => "admin",
            Tier::Employee => "employee",
            Tier::Client => "client",
        }
    }

    pub fn parse(text: &str) -> Option<Tier> {
        Tier::ALL.into_iter().find(|t| t.name() == text)
    }

    pub fn is_staff(self) -> bool {
        self != Tier::Client
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Zone {
    /// The office network or its VPN.
    Office,
    Outside,
    /// The server itself: the command line and scheduled jobs.
    Server,
}

/// The listener somebody came by. Behind the portal's there is nothing but the client's side.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Listener {
    #[default]
    Staff,
    Portal,
}

impl Listener {
    /// Whether people of a tier may come in by this door at all.
    pub fn admits(self, tier: Tier) -> bool {
        self == Listener::Staff || tier == Tier::Client
    }
}

/// A country by its two letters (ISO 3166-1): `DE`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Country([u8; 2]);

impl Country {
    pub fn parse(text: &str) -> Option<Country> {
        match *text.trim().as_bytes() {
            [a, b] if a.is_ascii_alphabetic() && b.is_ascii_alphabetic() => {
                Some(Country([a.to_ascii_uppercase(), b.to_ascii_uppercase()]))
            }
            _ => None,
        }
    }

    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("??")
    }
}

/// Which addresses are the office, which proxies may speak for others, and whether admins must be inside as well.
#[derive(Debug, Clone, Default)]
pub struct Zones {
    pub office: Vec<IpNet>,
    pub trusted_proxies: Vec<IpNet>,
    pub admins_office_only: bool,
}

impl Zones {
    pub fn of(&self, address: IpAddr) -> Zone {
        if contains(&self.office, address) {
            Zone::Office
        } else {
            Zone::Outside
        }
    }

    /// The visitor's address: the socket's, or what a trusted proxy says it is.
    /// Read from the right: the last address that no trusted proxy has is the visitor's.
    pub fn visitor(&self, socket: IpAddr, forwarded_for: &[&str]) -> IpAddr {
        let mut address = socket.to_canonical();
        for hop in forwarded_for.iter().rev() {
            if !contains(&self.trusted_proxies, address) {
                break;
            }
            // What a proxy says and can't be read is nobody's address: least of all the proxy's own, which may be inside.
            address = hop_address(hop).unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
        }
        address
    }

    /// Whether people of a tier may come from a zone at all.
    pub fn admits(&self, tier: Tier, zone: Zone) -> Result<(), &'static str> {
        match (tier, zone) {
            (_, Zone::Server | Zone::Office) | (Tier::Client, _) => Ok(()),
            (Tier::Admin, Zone::Outside) if !self.admins_office_only => Ok(()),
            (Tier::Admin, Zone::Outside) => {
                Err("Admins sign in from the office network or its VPN.")
            }
            (Tier::Employee, Zone::Outside) => Err(
                "Staff sign in from the office network or its VPN. Connect to it and try again.",
            ),
        }
    }
}

/// An address as proxies write it: bare, in brackets, with a port.
fn hop_address(hop: &str) -> Option<IpAddr> {
    let hop = hop.trim();
    let bare = hop.trim_start_matches('[').trim_end_matches(']');
    let read = bare.parse::<IpAddr>().ok();
    read.or_else(|| hop.parse::<SocketAddr>().ok().map(|at| at.ip()))
        .map(|address| address.to_canonical())
}

fn contains(nets: &[IpNet], address: IpAddr) -> bool {
    let address = address.to_canonical();
    nets.iter().any(|net| net.contains(&address))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zones() -> Zones {
        Zones {
            office: vec!["10.0.0.0/8".parse().unwrap()],
            trusted_proxies: vec!["192.0.2.1/32".parse().unwrap()],
            admins_office_only: false,
        }
    }

    #[test]
    fn a_stranger_cannot_forge_the_office() {
        let stranger: IpAddr = "203.0.113.9".parse().unwrap();
        let seen = zones().visitor(stranger, &["10.0.0.7"]);
        assert_eq!(zones().of(seen), Zone::Outside);
        let proxy: IpAddr = "192.0.2.1".parse().unwrap();
        assert_eq!(
            zones().visitor(proxy, &["10.0.0.7", " 203.0.113.9"]),
            stranger,
            "what the visitor wrote before the proxy's word doesn't count"
        );
    }

    #[test]
    fn what_proxies_say_is_read_from_the_right() {
        let proxy: IpAddr = "192.0.2.1".parse().unwrap();
        let seen = |hops: &[&str]| zones().visitor(proxy, hops).to_string();
        for (hops, visitor) in [
            (&["203.0.113.9"][..], "203.0.113.9"),
            (&["203.0.113.9:4711"], "203.0.113.9"),
            (&["[2001:db8::7]:4711"], "2001:db8::7"),
            (&["[2001:db8::7]"], "2001:db8::7"),
            (&["::ffff:203.0.113.9"], "203.0.113.9"),
            (&["203.0.113.9", "192.0.2.1"], "203.0.113.9"),
            (&["10.0.0.7", "unknown"], "0.0.0.0"),
            (&["10.0.0.7", ""], "0.0.0.0"),
            (&["10.0.0.7", "127.0.0.1x"], "0.0.0.0"),
            (&[], "192.0.2.1"),
        ] {
            assert_eq!(seen(hops), visitor, "{hops:?}");
        }
        assert_eq!(zones().of("0.0.0.0".parse().unwrap()), Zone::Outside);
    }

    #[test]
    fn employees_stay_inside() {
        assert!(zones().admits(Tier::Employee, Zone::Outside).is_err());
        assert!(zones().admits(Tier::Client, Zone::Outside).is_ok());
        assert!(zones().admits(Tier::Admin, Zone::Outside).is_ok());
    }
}
