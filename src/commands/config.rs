//! The configuration: `config/atrium.toml` has every key with its default, the data folder's own copy
//! changes some, the environment overrides both. An unknown key is an error that names it.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
};

use ipnet::IpNet;
use jiff::tz::TimeZone;
use serde::Deserialize;

use super::logs::LogFormat;
use crate::{
    access::{Zones, as_meant},
    base::{Error, Result},
    web::{DiskReserve, GeoIp, Hosts, Limits, Scanner, ServerConfig, server::Patience},
};

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    pub listen: SocketAddr,
    pub portal_listen: String,
    pub public: String,
    pub portal_public: String,
    pub hosts: Vec<String>,
    pub office: Vec<IpNet>,
    pub trusted_proxies: Vec<IpNet>,
    pub admins_office_only: bool,
    pub countries_file: String,
    pub ca_file: String,
    pub connections_per_address: usize,
    pub connections: usize,
    pub tls12: bool,
    pub time_zone: String,
    pub cache_mb: usize,
    pub upload_mb: u64,
    pub scanner: String,
    pub read_only_walled: bool,
    pub breached_passwords: String,
    pub snapshots: String,
    pub snapshot_hours: u32,
    pub snapshot_keep: u32,
    pub disk_reserve_mb: u64,
    pub key_file: String,
    pub log_format: LogFormat,
}

pub const SHIPPED: &str = include_str!("../../config/atrium.toml");

impl Config {
    /// Reads the layers for a data folder.
    pub fn load(data: &Path) -> Result<Config> {
        let own = data.join("atrium.toml");
        let text = match std::fs::read_to_string(&own) {
            Ok(text) => text,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(e) => return Err(refused(&own, e)),
        };
        Config::from_layers(&text, |key| std::env::var(key).ok()).map_err(|e| refused(&own, e))
    }

    pub fn from_layers(
        own: &str,
        environment: impl Fn(&str) -> Option<String>,
    ) -> Result<Config, String> {
        let mut all: toml::Table = toml::from_str(SHIPPED).map_err(|e| e.to_string())?;
        let own: toml::Table = toml::from_str(own).map_err(|e| e.to_string())?;
        for (key, value) in own {
            if !all.contains_key(&key) {
                return Err(format!("{key} is not a key; config/atrium.toml lists them"));
            }
            all.insert(key, value);
        }
        for (key, held) in all.iter_mut() {
            let name = format!("ATRIUM_{}", key.to_uppercase());
            if let Some(text) = environment(&name) {
                *held = parse_like(held, &text).ok_or(format!("{name} is not readable: {text}"))?;
            }
        }
        let mut config: Config = all.try_into().map_err(|e| e.to_string())?;
        for net in config.office.iter_mut().chain(&mut config.trusted_proxies) {
            *net = as_meant(*net);
            // Whoever comes by IPv4 is asked after as that, and would never be in it.
            if let IpNet::V6(six) = net
                && six.addr().to_ipv4_mapped().is_some()
            {
                return Err(format!(
                    "{six} is wider than all of IPv4, so nobody would be in it; write 10.0.0.0/8 or ::ffff:10.0.0.0/104"
                ));
            }
        }
        for (key, address) in [
            ("public", &mut config.public),
            ("portal_public", &mut config.portal_public),
        ] {
            *address = address.trim().trim_end_matches('/').to_owned();
            if !address.is_empty() && !Hosts::is_address(address) {
                return Err(format!(
                    "{key} is not an address such as https://atrium.example.org: {address}"
                ));
            }
        }
        if !config.portal_listen.is_empty() && config.portal().is_none() {
            return Err(format!(
                "portal_listen is not an address and a port such as 0.0.0.0:443: {}",
                config.portal_listen
            ));
        }
        if !config.scanner.is_empty() {
            Scanner::read(&config.scanner).map_err(|why| format!("scanner: {why}"))?;
        }
        TimeZone::get(&config.time_zone)
            .map_err(|_| format!("{} is not a time zone; try Europe/London", config.time_zone))?;
        Ok(config)
    }

    pub fn zones(&self) -> Zones {
        Zones {
            office: self.office.clone(),
            trusted_proxies: self.trusted_proxies.clone(),
            admins_office_only: self.admins_office_only,
        }
    }

    /// The names requests may come by, when listening there.
    pub fn known_hosts(&self, listen: &[SocketAddr]) -> Hosts {
        let mut names = self.hosts.clone();
        for listen in listen.iter().filter(|l| !l.ip().is_unspecified()) {
            names.push(listen.ip().to_string());
        }
        Hosts::new(&self.public, &self.portal_public, &names)
    }

    /// Where only the portal is served, when it is.
    pub fn portal(&self) -> Option<SocketAddr> {
        self.portal_listen.trim().parse().ok()
    }

    /// How the house stands to the outside, when listening there.
    pub fn front(&self, listen: &[SocketAddr]) -> ServerConfig {
        ServerConfig {
            zones: self.zones(),
            tz: self.tz(),
            hosts: self.known_hosts(listen).into(),
            upload_limit: self.upload_mb << 20,
            disk_reserve: self.disk_reserve(),
            limits: Limits {
                per_address: self.connections_per_address,
                total: self.connections,
                ..Limits::default()
            },
            patience: Patience::default(),
            tls12: self.tls12,
            geoip: GeoIp::open(Path::new(self.countries_file.trim())),
            scanner: Scanner::read(&self.scanner).ok(),
            ca_file: Some(self.ca_file.trim())
                .filter(|path| !path.is_empty())
                .map(PathBuf::from),
        }
    }

    pub fn disk_reserve(&self) -> DiskReserve {
        DiskReserve(self.disk_reserve_mb.saturating_mul(1 << 20))
    }

    pub fn tz(&self) -> TimeZone {
        TimeZone::get(&self.time_zone).unwrap_or(TimeZone::UTC)
    }

    pub fn snapshots_folder(&self, data: &Path) -> PathBuf {
        match self.snapshots.as_str() {
            "" => data.join("snapshots"),
            path => PathBuf::from(path),
        }
    }

    pub fn key_path(&self, data: &Path) -> PathBuf {
        match self.key_file.as_str() {
            "" => data.join("atrium.key"),
            path => PathBuf::from(path),
        }
    }
}

fn refused(path: &Path, why: impl std::fmt::Display) -> Error {
    Error::conflict(format!(
        "The configuration {} can't be used: {why}",
        path.display()
    ))
}

/// Text from the environment as the type the key has.
fn parse_like(held: &toml::Value, text: &str) -> Option<toml::Value> {
    Some(match held {
        toml::Value::Integer(_) => toml::Value::Integer(text.trim().parse().ok()?),
        toml::Value::Boolean(_) => toml::Value::Boolean(text.trim().parse().ok()?),
        toml::Value::Array(_) => toml::Value::Array(
            text.split(',')
                .map(str::trim)
                .filter(|part| !part.is_empty())
                .map(|part| toml::Value::String(part.to_owned()))
                .collect(),
        ),
        _ => toml::Value::String(text.to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_is_shipped_with_a_sentence() {
        let config = Config::from_layers("", |_| None).unwrap();
        assert_eq!(config.listen.port(), 8443);
        let mut comment = false;
        for line in SHIPPED.lines().skip(3) {
            if line.contains(" = ") && !line.starts_with('#') {
                assert!(comment, "{line} has no sentence above it");
            }
            comment = line.starts_with('#');
        }
    }

    #[test]
    fn layers_override_and_unknown_keys_are_named() {
        let env =
            |key: &str| (key == "ATRIUM_OFFICE").then(|| "10.1.0.0/16, 10.2.0.0/16".to_owned());
        let config = Config::from_layers("upload_mb = 5", env).unwrap();
        assert_eq!((config.upload_mb, config.office.len()), (5, 2));
        let mapped = Config::from_layers("office = ['::ffff:10.0.0.0/104']", |_| None).unwrap();
        assert_eq!(mapped.office, ["10.0.0.0/8".parse().unwrap()]);
        let wide = Config::from_layers("office = ['::ffff:10.0.0.0/90']", |_| None);
        assert!(wide.unwrap_err().contains("nobody would be in it"));
        assert!(
            Config::from_layers("uplod_mb = 5", |_| None)
                .unwrap_err()
                .contains("uplod_mb")
        );
        assert!(Config::from_layers("time_zone = 'Mars'", |_| None).is_err());
        let named = |public: &str| Config::from_layers(&format!("public = '{public}'"), |_| None);
        assert_eq!(
            named("https://atrium.example.org/").unwrap().public,
            "https://atrium.example.org"
        );
        assert!(named("http://atrium.example.org").is_err());
        assert!(named("https://a@evil.example").is_err());
        let portal = |at: &str| Config::from_layers(&format!("portal_listen = '{at}'"), |_| None);
        assert_eq!(portal("").unwrap().portal(), None);
        let listen = portal("0.0.0.0:8444").unwrap().portal();
        assert_eq!(listen.map(|l| l.port()), Some(8444));
        let scanner = |at: &str| Config::from_layers(&format!("scanner = '{at}'"), |_| None);
        assert!(scanner("unix:/run/clamav/clamd.ctl").is_ok());
        assert!(
            scanner("tcp:10.0.0.9:3310")
                .unwrap_err()
                .contains("scanner")
        );
        assert!(portal("8444").unwrap_err().contains("portal_listen"));
    }
}
