//! Which country an address is in, from a file in MaxMind's format (MMDB) that the house brings along. A service
//! (`store.service::<GeoIp>()`). The file is read again when it was replaced; one that can't be read leaves the last good one.
//!
//! Without a file nothing is known of any address, and private addresses are in no country.

use std::{
    net::IpAddr,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError, RwLock},
    time::SystemTime,
};

use maxminddb::Reader;
use serde::Deserialize;

use crate::{
    access::Country,
    base::{Error, Moment, Result, time},
};

/// Where on earth an address is said to be, in degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spot {
    pub latitude: f64,
    pub longitude: f64,
}

/// What is read of an entry; files with more say nothing more that is wanted.
#[derive(Deserialize)]
struct Row<'a> {
    #[serde(borrow, default)]
    country: Option<Code<'a>>,
    #[serde(borrow, default)]
    registered_country: Option<Code<'a>>,
    #[serde(default)]
    location: Option<Location>,
}

#[derive(Deserialize)]
struct Code<'a> {
    #[serde(default)]
    iso_code: Option<&'a str>,
}

#[derive(Deserialize)]
struct Location {
    latitude: Option<f64>,
    longitude: Option<f64>,
}

struct Sheet {
    reader: Reader<Vec<u8>>,
    changed: Option<SystemTime>,
}

#[derive(Default)]
pub struct GeoIp {
    path: Option<PathBuf>,
    sheet: RwLock<Option<Arc<Sheet>>>,
    looked: Mutex<Moment>,
    trouble: RwLock<Option<String>>,
}

/// How often the file is looked at for being another.
const LOOK: i64 = 10 * time::SECOND;

impl GeoIp {
    /// Over the configured file; an empty path is no file. What can't be read is told by `trouble`, not fatal: a house
    /// whose rules need countries would rather be reached than not start.
    pub fn open(path: &Path) -> Arc<GeoIp> {
        let path = Some(path.to_owned()).filter(|path| !path.as_os_str().is_empty());
        let geoip = GeoIp {
            path,
            ..GeoIp::default()
        };
        geoip.read();
        Arc::new(geoip)
    }

    /// Whether there is anything to look addresses up in.
    pub fn is_there(&self) -> bool {
        self.sheet().is_some()
    }

    /// Why the file could not be read when it was last tried.
    pub fn trouble(&self) -> Option<String> {
        self.trouble
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// When the file was made, in words of its own.
    pub fn made(&self) -> Option<Moment> {
        let sheet = self.sheet()?;
        let seconds = i64::try_from(sheet.reader.metadata().build_epoch).ok()?;
        Some(Moment(seconds * 1000))
    }

    pub fn country_of(&self, address: IpAddr) -> Option<Country> {
        self.look_up(address, |row| {
            [row.country, row.registered_country]
                .into_iter()
                .flatten()
                .find_map(|code| Country::parse(code.iso_code?))
        })
    }

    /// Where it is, when the file has coordinates.
    pub fn spot_of(&self, address: IpAddr) -> Option<Spot> {
        self.look_up(address, |row| {
            let location = row.location?;
            Some(Spot {
                latitude: location.latitude?,
                longitude: location.longitude?,
            })
        })
    }

    fn look_up<T>(&self, address: IpAddr, take: impl FnOnce(Row<'_>) -> Option<T>) -> Option<T> {
        self.renew();
        let sheet = self.sheet()?;
        let row = sheet
            .reader
            .lookup(address.to_canonical())
            .ok()?
            .decode::<Row<'_>>()
            .ok()??;
        take(row)
    }

    fn sheet(&self) -> Option<Arc<Sheet>> {
        self.sheet
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Reads the file anew when it is another than the one in memory.
    fn renew(&self) {
        let Some(path) = &self.path else { return };
        {
            let now = Moment::now();
            let mut looked = self.looked.lock().unwrap_or_else(PoisonError::into_inner);
            if now.is_within(LOOK, *looked) {
                return;
            }
            *looked = now;
        }
        let changed = changed(path);
        if self.sheet().is_none_or(|sheet| sheet.changed != changed) {
            self.read();
        }
    }

    /// Reads the file now, whatever is in memory.
    pub fn read(&self) {
        let Some(path) = &self.path else { return };
        let tried = load(path);
        let mut trouble = self.trouble.write().unwrap_or_else(PoisonError::into_inner);
        match tried {
            Ok(sheet) => {
                *trouble = None;
                *self.sheet.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(sheet));
            }
            Err(error) => {
                tracing::error!(%error, "countries can't be told");
                *trouble = Some(error.to_string());
            }
        }
    }
}

fn changed(path: &Path) -> Option<SystemTime> {
    std::fs::metadata(path).ok()?.modified().ok()
}

fn load(path: &Path) -> Result<Sheet> {
    let refused = |why: &dyn std::fmt::Display| {
        Error::Unavailable(format!(
            "The file of countries {} can't be read: {why}",
            path.display()
        ))
    };
    let changed = changed(path);
    let bytes = std::fs::read(path).map_err(|e| refused(&e))?;
    let reader = Reader::from_source(bytes).map_err(|e| refused(&e))?;
    Ok(Sheet { reader, changed })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::mmdb;

    #[test]
    fn addresses_are_in_countries() {
        let folder = crate::testing::fresh_folder("atlas").unwrap();
        let path = folder.join("countries.mmdb");
        let none = GeoIp::open(&path);
        assert!(!none.is_there() && none.trouble().is_some());
        let file = mmdb::file(&[
            ("198.51.100.0/24", "DE", Some((52.52, 13.4))),
            ("203.0.113.0/25", "FR", None),
            ("2001:db8:7::/48", "JP", None),
        ]);
        std::fs::write(&path, file).unwrap();
        let geoip = GeoIp::open(&path);
        let of = |address: &str| {
            let found = geoip.country_of(address.parse().unwrap());
            found.map(|country| country.code().to_owned())
        };
        assert_eq!(of("198.51.100.77").as_deref(), Some("DE"));
        assert_eq!(of("::ffff:198.51.100.77").as_deref(), Some("DE"));
        assert_eq!(of("203.0.113.5").as_deref(), Some("FR"));
        assert_eq!(of("203.0.113.200"), None);
        assert_eq!(of("2001:db8:7::1").as_deref(), Some("JP"));
        assert_eq!(of("10.0.0.1"), None);
        let spot = geoip.spot_of("198.51.100.1".parse().unwrap());
        assert!(spot.is_some_and(|spot| (spot.latitude - 52.52).abs() < 1e-9));
        assert_eq!(geoip.spot_of("203.0.113.5".parse().unwrap()), None);
        std::fs::write(&path, b"not a database").unwrap();
        geoip.read();
        assert!(geoip.trouble().is_some());
        assert_eq!(
            of("203.0.113.5").as_deref(),
            Some("FR"),
            "the last good one"
        );
        std::fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn without_a_file_nothing_is_known() {
        let geoip = GeoIp::open(Path::new(""));
        assert!(!geoip.is_there() && geoip.trouble().is_none());
        assert_eq!(geoip.country_of("198.51.100.1".parse().unwrap()), None);
        assert_eq!(
            Country::parse("de").map(|c| c.code().to_owned()),
            Some("DE".into())
        );
        assert!(Country::parse("D1").is_none() && Country::parse("deu").is_none());
    }
}
