//! At which name passkeys are made and used: the one that links of the house begin with, for the door that somebody came
//! by. Browsers make none for an IP address.

use std::net::IpAddr;

use crate::web::Request;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// What passkeys are bound to: the name without its port.
    pub name: String,
    /// The only address whose pages may ask for them, as browsers write it.
    pub origin: String,
}

impl Site {
    /// Nothing at an IP address.
    pub fn of(request: &Request) -> Option<Site> {
        Site::at(&request.origin())
    }

    fn at(origin: &str) -> Option<Site> {
        let host = origin.strip_prefix("https://")?;
        let name = host.split(':').next().unwrap_or_default();
        let fine = !name.is_empty() && !host.starts_with('[') && name.parse::<IpAddr>().is_err();
        fine.then(|| Site {
            name: name.to_owned(),
            origin: origin.to_owned(),
        })
    }
}

/// Said where a button would only fail.
pub const NOT_HERE: &str =
    "Passkeys work where Atrium is opened by its name; this is an IP address.";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_passkeys_and_an_address_has_none() {
        let site = Site::at("https://atrium.example.org:8443").unwrap();
        assert_eq!(site.name, "atrium.example.org");
        assert_eq!(site.origin, "https://atrium.example.org:8443");
        assert_eq!(Site::at("https://localhost").unwrap().name, "localhost");
        for none in [
            "https://10.0.0.5:8443",
            "https://[::1]:8443",
            "https://",
            "http://a",
        ] {
            assert_eq!(Site::at(none), None, "{none}");
        }
    }
}
