//! What stands around a house: its certificate, the addresses it is opened by, and what helps it from beside.

use std::{
    io,
    net::{SocketAddr, TcpListener},
    path::Path,
};

use jiff::tz::TimeZone;

use super::{
    super::{config::Config, place::Where},
    check::Check,
};
use crate::{
    base::{Moment, Result},
    features::{
        administration::{self, Grade},
        sign_in::Breached,
    },
    jobs::egress::smtp,
    web::{GeoIp, Scanner, server::pair},
};

pub fn checks(at: &Where, config: &Config) -> Vec<Check> {
    let mut checks = certificate(&at.data, config, Moment::now());
    checks.push(public_address(config));
    checks.extend(networks(config));
    checks.extend(countries(config));
    checks.extend(breached(config));
    checks.extend(authorities(config));
    checks.extend(scanner(config));
    checks
}

fn certificate(data: &Path, config: &Config, now: Moment) -> Vec<Check> {
    const NAME: &str = "certificate";
    match pair::is_there(data) {
        Ok(true) => {}
        Ok(false) => {
            let said = "is made at the first start; or put your own into tls/";
            return vec![Check::new(NAME, Ok(said.into()))];
        }
        Err(error) => {
            let why = format!("{error} Atrium doesn't start so.");
            return vec![Check::new(NAME, Err(why))];
        }
    }
    let pair = match pair::read(data) {
        Ok(pair) => pair,
        Err(error) => return vec![Check::new(NAME, Err(error.to_string()))],
    };
    let until = pair.validity.until.day(&TimeZone::UTC).iso();
    let (grade, advice) = administration::certificate(&pair.validity, now);
    let mut checks = vec![match grade {
        Grade::Good => Check::new(NAME, Ok(format!("is valid until {until}"))),
        grade => Check {
            advice: grade == Grade::Look,
            ..Check::new(NAME, Err(format!("It is valid until {until}. {advice}")))
        },
    }];
    let public = [&config.public, &config.portal_public];
    let names = public.iter().filter_map(|address| name_of(address));
    let strange: Vec<&str> = names.filter(|name| !pair.is_for(name)).collect();
    if !strange.is_empty() {
        checks.push(Check::advice(
            NAME,
            Err(format!(
                "It isn't made for {}, by which people come (public): browsers warn of it. Get one for that name.",
                strange.join(" and ")
            )),
        ));
    }
    checks
}

/// The name in an address such as https://atrium.example.org:8443.
fn name_of(address: &str) -> Option<&str> {
    let rest = address.strip_prefix("https://")?;
    match rest.strip_prefix('[') {
        Some(six) => six.split(']').next(),
        None => rest.split(['/', ':']).next(),
    }
}

/// Where the house is to listen, when no server of it listens there.
pub fn listeners(config: &Config) -> Vec<Check> {
    let mut checks = vec![listener("listen", config.listen)];
    if let Some(portal) = config.portal() {
        checks.push(match portal == config.listen && portal.port() != 0 {
            true => Check::new(
                "portal_listen",
                Err(format!(
                    "{portal} is the address of the first listener too (listen). Give the portal another port."
                )),
            ),
            false => listener("portal_listen", portal),
        });
    }
    checks
}

fn listener(name: &str, address: SocketAddr) -> Check {
    let ip = address.ip();
    Check::new(
        name,
        match TcpListener::bind(address) {
            Ok(_) => Ok(format!("{address} is free")),
            Err(e) => Err(match e.kind() {
                io::ErrorKind::AddrInUse => format!(
                    "{address} is in use by another program, so Atrium can't listen there. See which (ss -ltnp), stop it, or choose another port."
                ),
                io::ErrorKind::AddrNotAvailable => format!(
                    "{ip} is not an address of this machine, so Atrium can't listen on {address}. See which it has (ip address); 0.0.0.0 is all of them."
                ),
                io::ErrorKind::PermissionDenied => format!(
                    "This user may not listen on {address}: ports below 1024 are the system's. Choose another and let the firewall forward to it."
                ),
                _ => format!("Atrium can't listen on {address}: {e}. Choose another."),
            }),
        },
    )
}

fn public_address(config: &Config) -> Check {
    let here = |name: &str| {
        name == "localhost"
            || name
                .parse::<std::net::IpAddr>()
                .is_ok_and(|ip| ip.is_loopback())
    };
    let reached = config.hosts.iter().any(|name| !here(name));
    Check::advice(
        "address",
        match config.public.as_str() {
            "" if !config.listen.ip().is_loopback() && !reached => Err(
                "others reach this server by a name it doesn't answer to: set public, or add the name to hosts.".into(),
            ),
            "" => Err(
                "links begin with the name a request came by; set public to the address people open.".into(),
            ),
            public => Ok(format!("links begin with {public}")),
        },
    )
}

/// Networks so wide that everybody is in them.
fn networks(config: &Config) -> Option<Check> {
    let lists = [
        ("office", &config.office),
        ("trusted_proxies", &config.trusted_proxies),
    ];
    let (name, net) = lists.into_iter().find_map(|(name, nets)| {
        let wide = nets.iter().find(|net| net.prefix_len() < 4)?;
        Some((name, wide))
    })?;
    let means = match name {
        "office" => "everybody counts as being in the office",
        _ => "everybody may say from where they come, the office included",
    };
    Some(Check::new(
        "networks",
        Err(format!(
            "{name} holds {net}, so {means}. Name the networks you mean in the configuration."
        )),
    ))
}

/// The file that tells countries, where one is configured.
fn countries(config: &Config) -> Option<Check> {
    let path = config.countries_file.trim();
    let geoip = (!path.is_empty()).then(|| GeoIp::open(Path::new(path)))?;
    let told = match (geoip.trouble(), geoip.made()) {
        (Some(why), _) => Err(format!(
            "{why} Put a good one in its place, or empty countries_file."
        )),
        (None, Some(made)) => Ok(format!(
            "told by a file of {}",
            made.day(&TimeZone::UTC).iso()
        )),
        (None, None) => Ok("told by a file".into()),
    };
    Some(Check::new("countries", told))
}

fn breached(config: &Config) -> Option<Check> {
    let path = config.breached_passwords.as_str();
    let opened: Result<Breached> = (!path.is_empty()).then(|| Breached::open(Path::new(path)))?;
    Some(Check::new(
        "breach list",
        match opened {
            Ok(_) => Ok(format!("{path} can be read")),
            Err(error) => Err(format!(
                "{error}. Atrium doesn't start so: bring it back, or empty breached_passwords in the configuration."
            )),
        },
    ))
}

/// The file of certificates that vouch for the mail server.
fn authorities(config: &Config) -> Option<Check> {
    let path = config.ca_file.trim();
    let read = (!path.is_empty()).then(|| smtp::trusted(Some(Path::new(path))))?;
    Some(Check::new(
        "ca_file",
        match read {
            Ok(all) => Ok(format!("{path} holds {} certificates", all.len())),
            Err(why) => Err(format!(
                "{why} No mail is sent so: bring it back, or empty ca_file in the configuration."
            )),
        },
    ))
}

fn scanner(config: &Config) -> Option<Check> {
    let scanner = Scanner::read(&config.scanner).ok()?;
    Some(Check::new(
        "scanner",
        match scanner.answers() {
            Ok(()) => Ok(format!("{scanner} answers")),
            Err(e) => Err(format!(
                "{scanner} doesn't answer ({e}), and meanwhile no file is taken in. Start clamd, or see whether Atrium's user may reach it."
            )),
        },
    ))
}
