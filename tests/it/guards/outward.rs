//! Nothing in Atrium connects to anything but through one room, which holds every address against how far it may go.

use std::{fs, path::Path};

/// Where connections may be opened: the room for it; and the tests' own client, for the loopback.
const MAY: [&str; 2] = ["jobs/egress/", "testing/client/"];

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
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut wrong, mut allowed) = (Vec::new(), 0);
    each_file(&source, &mut |path, text| {
        let name = path
            .strip_prefix(&source)
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
    });
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
