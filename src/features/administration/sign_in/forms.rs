//! What may be submitted about the policy of a tier, and about the office's networks.

use ipnet::IpNet;

use crate::{
    access::{Tier, as_meant},
    base::{Choice, Day},
    features::sign_in::{Factor, Offices, Policies, Policy},
    web::form::{Form, Optional, Reader, Required},
};

#[derive(Debug, Clone)]
pub struct PolicyForm {
    pub factor: Factor,
    pub idle: i64,
    pub longest: i64,
    pub sessions: i64,
    pub outside: bool,
    pub passkeys: bool,
    pub from: Option<Day>,
    pub version: Option<u64>,
}

impl Form for PolicyForm {
    fn read(f: &mut Reader) -> Self {
        // What bounds a tier is held where policies are written; here only what no tier may have.
        PolicyForm {
            factor: f
                .choice("factor", "A code is asked for", Required)
                .unwrap_or_default(),
            idle: f
                .whole("idle", "Minutes without use", Required, 1..=100_000)
                .unwrap_or_default(),
            longest: f
                .whole("longest", "Hours in all", Required, 1..=100_000)
                .unwrap_or_default(),
            sessions: f
                .whole("sessions", "Sessions at once", Required, 1..=1000)
                .unwrap_or_default(),
            outside: f.flag("outside", "May come from outside the office"),
            passkeys: f.flag("passkeys", "It has to be a passkey"),
            from: f.day("from", "Demanded from", Optional),
            version: f.version(),
        }
    }
}

/// What the form shows of a tier's policy as it is.
pub fn values(policies: &Policies, tier: Tier) -> Vec<(&'static str, String)> {
    let held: &Policy = policies.tier(tier);
    let mut values = vec![
        ("factor", held.factor.key().to_owned()),
        ("idle", held.idle.to_string()),
        ("longest", held.longest.to_string()),
        ("sessions", held.sessions.to_string()),
        ("version", held.version.to_string()),
    ];
    if held.outside {
        values.push(("outside", "true".into()));
    }
    if held.passkeys {
        values.push(("passkeys", "true".into()));
    }
    if let Some(from) = held.from {
        values.push(("from", from.iso()));
    }
    values
}

/// More networks than this are a mistake.
const MOST: usize = 200;
/// A network larger than these is not an office: a slip of the finger would let the world in.
const WIDEST: (u8, u8) = (8, 16);

#[derive(Debug, Clone)]
pub struct OfficesForm {
    pub networks: Vec<IpNet>,
    pub version: Option<u64>,
}

impl Form for OfficesForm {
    fn read(f: &mut Reader) -> Self {
        let version = f.version();
        let typed = f.all("networks", "Networks of the office");
        let mut networks: Vec<IpNet> = Vec::new();
        for text in typed.iter().flat_map(|text| text.lines()) {
            let text = text.split('#').next().unwrap_or_default().trim();
            if text.is_empty() {
                continue;
            }
            match read_network(text) {
                Ok(net) if networks.contains(&net) => {}
                Ok(net) => networks.push(net),
                Err(why) => f.problem("networks", why),
            }
        }
        if networks.len() > MOST {
            f.problem("networks", format!("At most {MOST} networks fit."));
        }
        OfficesForm { networks, version }
    }
}

fn read_network(text: &str) -> Result<IpNet, String> {
    let net = match text.parse::<IpNet>() {
        Ok(net) => as_meant(net),
        // One address is a network of its own.
        Err(_) => text.parse::<std::net::IpAddr>().map(IpNet::from).map_err(|_| {
            format!("{text} should be a network such as 203.0.113.0/24 or 2001:db8:7::/48, one in each line.")
        })?,
    };
    if net.trunc() != net {
        return Err(format!(
            "{text} is an address inside a network. Write {} for all of it.",
            net.trunc()
        ));
    }
    let (v4, v6) = WIDEST;
    let least = if net.addr().is_ipv4() { v4 } else { v6 };
    if net.prefix_len() < least {
        return Err(format!(
            "{text} is far more than an office: anybody in it could sign in as staff. The largest is /{least}."
        ));
    }
    Ok(net)
}

pub fn offices_values(held: &Offices) -> Vec<(&'static str, String)> {
    let lines: Vec<String> = held.networks.iter().map(ToString::to_string).collect();
    vec![
        ("networks", lines.join("\n")),
        ("version", held.version.to_string()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (OfficesForm, Reader) {
        let mut reader = Reader::over(vec![("networks".into(), text.into())]);
        let form = OfficesForm::read(&mut reader);
        (form, reader)
    }

    #[test]
    fn networks_are_read_line_by_line_and_what_is_wrong_is_named() {
        let (form, reader) =
            read("203.0.113.0/24 # Leeds\n\n198.51.100.7\n203.0.113.0/24\n2001:db8:7::/48");
        assert!(reader.problems.is_empty(), "{}", reader.problems);
        let written: Vec<String> = form.networks.iter().map(ToString::to_string).collect();
        assert_eq!(
            written,
            ["203.0.113.0/24", "198.51.100.7/32", "2001:db8:7::/48"]
        );
        for (bad, why) in [
            ("leeds", "such as"),
            ("203.0.113.9/24", "203.0.113.0/24"),
            ("0.0.0.0/0", "far more"),
            ("2001::/3", "2000::/3"),
            ("::/0", "far more"),
        ] {
            let (_, reader) = read(bad);
            let said = reader.problems.of("networks").unwrap_or_default();
            assert!(said.contains(why), "{bad}: {said}");
        }
    }
}
