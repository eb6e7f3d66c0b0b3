//! Nothing in Atrium connects to anything but through one room, which holds every address against how far it may go.

use std::{fs, path::Path};

/// Where connections may be opened: the room for it; the tests' own client, for the loopback; and what tries in a process
/// whether one can be opened that must not be able to.
const MAY: [&str; 3] = [
    "crates/kernel/src/jobs/egress/",
    "crates/kernel/src/extract/walls.rs",
    "src/testing/client/",
];

/// What opens one, or gets hold of something that does.
const WAYS: [&str; 10] = [
    "TcpStream::connect",
    "UnixStream::connect",
    "UnixDatagram",
    "TcpSocket",
    "UdpSocket",
    "to_socket_addrs",
    "ToSocketAddrs",
    "lookup_host",
    "transport::smtp",
    "process::Command",
];

/// Crates that fetch or send over the network by themselves.
const CLIENTS: [&str; 10] = [
    "reqwest",
    "ureq",
    "attohttpc",
    "isahc",
    "curl",
    "hyper-tls",
    "hyper-rustls",
    "native-tls",
    "openssl",
    "hickory-resolver",
];

fn each_file(folder: &Path, look: &mut dyn FnMut(&Path, &str)) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => each_file(&path, look),
            false => look(&path, &fs::read_to_string(&path).unwrap_or_default()),
        }
    }
}

#[test]
fn only_one_room_connects_to_anything() {
    let home = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (mut wrong, mut allowed) = (Vec::new(), 0);
    let mut look = |path: &Path, text: &str| {
        let name = path
            .strip_prefix(home)
            .unwrap()
            .to_string_lossy()
            .into_owned();
        let text = text.split("#[cfg(test)]").next().unwrap_or_default();
        for way in WAYS.iter().filter(|way| text.contains(**way)) {
            match MAY.iter().any(|may| name.starts_with(may)) {
                true => allowed += 1,
                false => wrong.push(format!("{name} has {way}")),
            }
        }
    };
    for source in ["src", "crates"] {
        each_file(&home.join(source), &mut look);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(allowed >= 2, "the guard looks past what it is to find");
}

#[test]
fn no_dependency_brings_a_client_of_its_own() {
    let lock =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.lock")).unwrap();
    let named = |name: &&str| lock.contains(&format!("name = \"{name}\"\n"));
    let found: Vec<&&str> = CLIENTS.iter().filter(|name| named(name)).collect();
    assert!(found.is_empty(), "{found:?}");
    assert!(named(&"lettre") && named(&"rustls"));
}

/// The unit that is shipped lets the service reach private networks alone, and takes from it what it doesn't need. That
/// systemd does what the unit says is systemd's to prove.
#[test]
fn the_unit_that_is_shipped_keeps_the_service_to_private_networks() {
    let unit = include_str!("../../../packaging/atrium.service");
    let all = |key: &str| -> Vec<&str> {
        let lines = unit.lines().map(str::trim);
        let of = lines.filter_map(|line| line.split_once('=').filter(|(name, _)| *name == key));
        of.map(|(_, value)| value).collect()
    };
    assert_eq!(all("IPAddressDeny"), ["any"]);
    let own = [
        "127.0.0.0/8",
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "169.254.0.0/16",
        "::1/128",
        "fe80::/10",
        "fc00::/7",
    ];
    let own = own.map(|net| net.parse::<ipnet::IpNet>().unwrap());
    let allowed: Vec<&str> = all("IPAddressAllow")
        .into_iter()
        .flat_map(str::split_whitespace)
        .collect();
    assert!(
        allowed.contains(&"localhost") && allowed.len() > 1,
        "{allowed:?}"
    );
    for net in allowed.into_iter().filter(|net| *net != "localhost") {
        let net: ipnet::IpNet = net
            .parse()
            .unwrap_or_else(|_| panic!("{net} is no network"));
        assert!(
            own.iter().any(|held| held.contains(&net)),
            "{net} is outside"
        );
    }
    assert_eq!(all("RestrictAddressFamilies"), ["AF_INET AF_INET6 AF_UNIX"]);
    assert_eq!(all("CapabilityBoundingSet"), [""]);
    for (key, value) in [
        ("DynamicUser", "yes"),
        ("NoNewPrivileges", "yes"),
        ("ProtectSystem", "strict"),
        ("ProtectHome", "yes"),
        ("PrivateDevices", "yes"),
        ("RestrictNamespaces", "yes"),
        ("MemoryDenyWriteExecute", "yes"),
        ("UMask", "0077"),
        ("LimitCORE", "0"),
    ] {
        assert_eq!(all(key), [value], "{key}");
    }
}
