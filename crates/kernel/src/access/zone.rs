//! Tiers of people, zones of the network, and which tier may come from which zone.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use ipnet::{IpNet, Ipv4Net};
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

/// What the head of a request says of whom it was handed on for.
#[derive(Debug, Clone, Default)]
pub struct Told<'a> {
    /// The addresses of X-Forwarded-For, the visitor's first: what proxies have to say it in.
    pub hops: Vec<&'a str>,
    /// The first header of another kind that says it as well, whose content isn't read.
    pub otherwise: Option<&'static str>,
}

/// An address that nobody has and that is in no network.
const NOBODY: IpAddr = IpAddr::V4(Ipv4Addr::UNSPECIFIED);

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
    pub fn visitor(&self, socket: IpAddr, told: &Told<'_>) -> IpAddr {
        let mut address = socket.to_canonical();
        // A proxy that says in other words who comes speaks for somebody, and it is not known for whom.
        if told.hops.is_empty() && told.otherwise.is_some() && self.trusts(address) {
            return NOBODY;
        }
        for hop in told.hops.iter().rev() {
            if !self.trusts(address) {
                break;
            }
            // What a proxy says and can't be read is nobody's address: least of all the proxy's own, which may be inside.
            address = hop_address(hop).unwrap_or(NOBODY);
        }
        address
    }

    /// Whether it is a proxy whose word about a visitor counts.
    pub fn trusts(&self, address: IpAddr) -> bool {
        contains(&self.trusted_proxies, address)
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
    nets.iter().any(|net| lies_in(address, net))
}

/// Whether an address is of a network, both as they mean the same: IPv4 may be written as IPv6 (`::ffff:10.0.0.0/104`).
pub fn lies_in(address: IpAddr, net: &IpNet) -> bool {
    as_meant(*net).contains(&address.to_canonical())
}

/// A network of IPv4 that is written as one of IPv6, as IPv4.
pub fn as_meant(net: IpNet) -> IpNet {
    let IpNet::V6(six) = net else { return net };
    let four = six.addr().to_ipv4_mapped();
    let inside = six.prefix_len().checked_sub(96);
    match (four, inside) {
        (Some(four), Some(prefix)) => Ipv4Net::new(four, prefix).map_or(net, IpNet::V4),
        _ => net,
    }
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

    fn hops<'a>(said: &[&'a str]) -> Told<'a> {
        Told {
            hops: said.to_vec(),
            otherwise: None,
        }
    }

    #[test]
    fn a_trusted_proxy_that_says_it_otherwise_speaks_for_nobody_known() {
        let proxy: IpAddr = "192.0.2.1".parse().unwrap();
        let other: IpAddr = "10.0.0.7".parse().unwrap();
        let otherwise = Told {
            hops: Vec::new(),
            otherwise: Some("Forwarded"),
        };
        assert_eq!(zones().visitor(proxy, &otherwise), NOBODY);
        assert_eq!(zones().visitor(other, &otherwise), other);
        let both = Told {
            hops: vec!["203.0.113.9"],
            ..otherwise
        };
        assert_eq!(zones().visitor(proxy, &both).to_string(), "203.0.113.9");
    }

    #[test]
    fn networks_are_what_they_mean() {
        let inside =
            |address: &str, net: &str| lies_in(address.parse().unwrap(), &net.parse().unwrap());
        for (address, net, fits) in [
            ("10.1.2.3", "10.0.0.0/8", true),
            ("10.1.2.3", "::ffff:10.0.0.0/104", true),
            ("::ffff:10.1.2.3", "::ffff:10.0.0.0/104", true),
            ("::ffff:10.1.2.3", "10.0.0.0/8", true),
            ("11.1.2.3", "::ffff:10.0.0.0/104", false),
            ("10.1.2.3", "::/0", false),
            ("2001:db8::7", "2001:db8::/32", true),
            ("2001:db8::7", "::ffff:0.0.0.0/96", false),
        ] {
            assert_eq!(inside(address, net), fits, "{address} {net}");
        }
        let wide = as_meant("::ffff:0.0.0.0/96".parse().unwrap());
        assert_eq!(wide.prefix_len(), 0);
    }

    #[test]
    fn a_stranger_cannot_forge_the_office() {
        let stranger: IpAddr = "203.0.113.9".parse().unwrap();
        let seen = zones().visitor(stranger, &hops(&["10.0.0.7"]));
        assert_eq!(zones().of(seen), Zone::Outside);
        let proxy: IpAddr = "192.0.2.1".parse().unwrap();
        assert_eq!(
            zones().visitor(proxy, &hops(&["10.0.0.7", " 203.0.113.9"])),
            stranger,
            "what the visitor wrote before the proxy's word doesn't count"
        );
    }

    #[test]
    fn what_proxies_say_is_read_from_the_right() {
        let proxy: IpAddr = "192.0.2.1".parse().unwrap();
        let seen = |said: &[&str]| zones().visitor(proxy, &hops(said)).to_string();
        for (said, visitor) in [
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
            assert_eq!(seen(said), visitor, "{said:?}");
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
