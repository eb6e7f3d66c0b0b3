//! The names this server answers to, and how links that leave the house begin. What a request says in `Host` is a
//! stranger's word: it is only compared with the names that are known, and never written into a link.

use std::sync::OnceLock;

use crate::access::Listener;

pub struct Hosts {
    /// `https://atrium.example.org`, when configured.
    public: Option<String>,
    /// The same for clients, when they come by another.
    portal: Option<String>,
    names: Vec<String>,
    /// Known once the server listens, each door's.
    ports: [OnceLock<u16>; 2],
}

fn is_port(text: &str) -> bool {
    let digits = text.strip_prefix(':');
    digits.is_some_and(|digits| digits.bytes().all(|b| b.is_ascii_digit()))
}

/// The name without port, brackets, trailing dot and case.
fn name_of(host: &str) -> String {
    let name = match host.strip_prefix('[') {
        Some(rest) => match rest.split_once(']') {
            Some((name, port)) if port.is_empty() || is_port(port) => name,
            _ => "",
        },
        None => match host.rsplit_once(':') {
            Some((name, _)) if !name.contains(':') && is_port(&host[name.len()..]) => name,
            _ => host,
        },
    };
    name.trim_end_matches('.').to_ascii_lowercase()
}

impl Hosts {
    /// The public addresses may be empty; the machine's own names are always known.
    pub fn new(public: &str, portal: &str, names: &[String]) -> Hosts {
        let mut known: Vec<String> = ["localhost", "127.0.0.1", "::1"]
            .map(str::to_owned)
            .to_vec();
        known.extend(names.iter().map(|name| name_of(name)));
        let [public, portal] = [public, portal]
            .map(|text| Some(text.trim_end_matches('/').to_owned()).filter(|t| !t.is_empty()));
        for address in [&public, &portal].into_iter().flatten() {
            known.extend(address.strip_prefix("https://").map(name_of));
        }
        Hosts {
            public,
            portal,
            names: known,
            ports: Default::default(),
        }
    }

    /// Whether a text is `https://name` or `https://name:port`, and nothing more.
    pub fn is_address(text: &str) -> bool {
        let Some(host) = text.strip_prefix("https://") else {
            return false;
        };
        let fine = |c: char| c.is_ascii_alphanumeric() || "-.:[]".contains(c);
        !name_of(host).is_empty() && host.chars().all(fine)
    }

    /// The port served on, which links need unless an address is configured. The first word counts.
    pub fn listens_on(&self, listener: Listener, port: u16) {
        let _ = self.ports[listener as usize].set(port);
    }

    pub fn knows(&self, host: &str) -> bool {
        let name = name_of(host);
        !name.is_empty() && self.names.contains(&name)
    }

    /// How links begin that nobody's request asked for, in a mail: the configured address, with the portal's port when it
    /// has a door of its own and no address. None when the configuration names none.
    pub fn outward(&self, listener: Listener) -> Option<String> {
        let own = self.ports[Listener::Portal as usize].get();
        let public = self.public.as_ref();
        match (listener, &self.portal, own) {
            (Listener::Portal, Some(portal), _) => Some(portal.clone()),
            (Listener::Portal, None, Some(port)) => {
                let host = public?.strip_prefix("https://")?;
                let name = match host.rsplit_once(':') {
                    Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
                    _ => host,
                };
                Some(format!("https://{name}:{port}"))
            }
            _ => public.cloned(),
        }
    }

    /// Whether a door has a listener of its own.
    pub fn has_own(&self, listener: Listener) -> bool {
        self.ports[listener as usize].get().is_some()
    }

    /// How links begin that lead to a door, for a request that came by a known name. Without a door of its own the
    /// portal is behind the house's.
    pub fn base(&self, host: &str, listener: Listener) -> String {
        let own = self.ports[Listener::Portal as usize].get();
        let (public, port) = match listener {
            Listener::Portal if self.portal.is_some() => (&self.portal, own),
            Listener::Portal if own.is_some() => (&None, own),
            _ => (&self.public, self.ports[Listener::Staff as usize].get()),
        };
        if let Some(public) = public {
            return public.clone();
        }
        let asked = name_of(host);
        let name = if self.names.contains(&asked) {
            asked
        } else {
            "localhost".into()
        };
        let name = if name.contains(':') {
            format!("[{name}]")
        } else {
            name
        };
        match port {
            None | Some(443) => format!("https://{name}"),
            Some(port) => format!("https://{name}:{port}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mails_lead_to_the_configured_address() {
        let hosts = Hosts::new("https://atrium.example.org:8443", "", &[]);
        let of = |hosts: &Hosts, listener| hosts.outward(listener).unwrap_or_default();
        assert_eq!(
            of(&hosts, Listener::Staff),
            "https://atrium.example.org:8443"
        );
        assert_eq!(
            of(&hosts, Listener::Portal),
            "https://atrium.example.org:8443"
        );
        hosts.listens_on(Listener::Portal, 8444);
        assert_eq!(
            of(&hosts, Listener::Portal),
            "https://atrium.example.org:8444"
        );
        let two = Hosts::new("https://in.example.org", "https://out.example.org", &[]);
        assert_eq!(of(&two, Listener::Portal), "https://out.example.org");
        assert_eq!(Hosts::new("", "", &[]).outward(Listener::Staff), None);
    }

    #[test]
    fn only_known_names_are_answered() {
        let hosts = Hosts::new("https://atrium.example.org", "", &["10.0.0.5".into()]);
        for known in [
            "atrium.example.org",
            "Atrium.Example.org:8443",
            "atrium.example.org.",
            "10.0.0.5:443",
            "localhost:9",
            "[::1]:8443",
        ] {
            assert!(hosts.knows(known), "{known}");
        }
        for unknown in [
            "",
            "evil.example",
            "atrium.example.org.evil.example",
            "atrium.example.org@evil.example",
            "evil.example:atrium.example.org",
            "10.0.0.6",
            ":443",
            "[::1]evil.example",
            "[::1",
            "[::1]:8443.evil.example",
        ] {
            assert!(!hosts.knows(unknown), "{unknown}");
        }
    }

    #[test]
    fn links_never_begin_with_what_was_asked() {
        let hosts = Hosts::new("https://atrium.example.org:444/", "", &[]);
        assert_eq!(
            hosts.base("localhost", Listener::Staff),
            "https://atrium.example.org:444"
        );
        let local = Hosts::new("", "", &["atrium.office".into()]);
        local.listens_on(Listener::Staff, 8443);
        let base = |host| local.base(host, Listener::Staff);
        assert_eq!(base("ATRIUM.office:1"), "https://atrium.office:8443");
        assert_eq!(base("[::1]:1"), "https://[::1]:8443");
        assert_eq!(base("evil.example"), "https://localhost:8443");
    }

    #[test]
    fn clients_get_links_to_where_the_portal_is() {
        let portal = |hosts: &Hosts| hosts.base("atrium.office", Listener::Portal);
        let one = Hosts::new("https://a.example", "", &["atrium.office".into()]);
        one.listens_on(Listener::Staff, 443);
        assert_eq!(portal(&one), "https://a.example");
        one.listens_on(Listener::Portal, 444);
        assert_eq!(portal(&one), "https://atrium.office:444");
        let two = Hosts::new("https://a.example", "https://portal.example", &[]);
        assert_eq!(portal(&two), "https://portal.example");
        assert_eq!(two.base("x", Listener::Staff), "https://a.example");
        assert!(two.knows("portal.example"));
    }

    #[test]
    fn an_address_is_a_name_and_no_more() {
        assert!(Hosts::is_address("https://atrium.example.org:444"));
        for bad in [
            "",
            "https://",
            "http://a.example",
            "https://a.example/x",
            "https://a@b.example",
            "https://a b",
        ] {
            assert!(!Hosts::is_address(bad), "{bad}");
        }
    }
}
