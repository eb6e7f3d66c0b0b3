//! Writes small files of countries in MaxMind's format, for tests: a binary tree over the bits of addresses whose leaves
//! point into a section of values, and the metadata that tell how to read both. IPv4 lies under `::/96`, as the format
//! wants it in a tree for both.

use std::net::IpAddr;

use ipnet::IpNet;

/// A node's two ways: another node, a value, or nothing.
#[derive(Clone, Copy)]
enum Way {
    Nothing,
    Node(usize),
    Value(usize),
}

/// A network, its country and where that is.
pub type Row<'a> = (&'a str, &'a str, Option<(f64, f64)>);

/// A file over these rows, of 24 bits a record. Panics on what is no network.
pub fn file(rows: &[Row<'_>]) -> Vec<u8> {
    let mut nodes = vec![[Way::Nothing; 2]];
    let mut data = Vec::new();
    for (network, country, spot) in rows {
        let network: IpNet = network.parse().expect("a network");
        let at = data.len();
        value(&mut data, country, *spot);
        let (bits, length) = match network.network() {
            IpAddr::V4(address) => (u128::from(u32::from(address)), 96 + network.prefix_len()),
            IpAddr::V6(address) => (u128::from(address), network.prefix_len()),
        };
        let mut node = 0;
        for bit in 0..length {
            let side = usize::from(bits >> (127 - bit) & 1 == 1);
            if bit + 1 == length {
                nodes[node][side] = Way::Value(at);
                break;
            }
            node = match nodes[node][side] {
                Way::Node(next) => next,
                _ => {
                    nodes.push([Way::Nothing; 2]);
                    let next = nodes.len() - 1;
                    nodes[node][side] = Way::Node(next);
                    next
                }
            };
        }
    }
    let count = nodes.len();
    let mut out = Vec::new();
    for ways in &nodes {
        for way in ways {
            let number = match way {
                Way::Nothing => count,
                Way::Node(next) => *next,
                Way::Value(at) => count + 16 + at,
            };
            out.extend_from_slice(&(number as u32).to_be_bytes()[1..]);
        }
    }
    out.extend([0; 16]);
    out.extend(data);
    out.extend(b"\xab\xcd\xefMaxMind.com");
    map(&mut out, 9);
    for (name, number) in [
        ("node_count", count as u64),
        ("record_size", 24),
        ("ip_version", 6),
        ("binary_format_major_version", 2),
        ("binary_format_minor_version", 0),
        ("build_epoch", 1_790_000_000),
    ] {
        text(&mut out, name);
        unsigned(&mut out, name, number);
    }
    text(&mut out, "database_type");
    text(&mut out, "Test-Country");
    text(&mut out, "languages");
    // An array of none: its kind is an extended one.
    out.extend([0x00, 0x04]);
    text(&mut out, "description");
    map(&mut out, 0);
    out
}

fn value(out: &mut Vec<u8>, country: &str, spot: Option<(f64, f64)>) {
    map(out, 1 + u8::from(spot.is_some()));
    text(out, "country");
    map(out, 1);
    text(out, "iso_code");
    text(out, country);
    if let Some((latitude, longitude)) = spot {
        text(out, "location");
        map(out, 2);
        for (name, degrees) in [("latitude", latitude), ("longitude", longitude)] {
            text(out, name);
            out.push(3 << 5 | 8);
            out.extend(degrees.to_be_bytes());
        }
    }
}

fn map(out: &mut Vec<u8>, pairs: u8) {
    out.push(7 << 5 | pairs);
}

/// Texts here are shorter than 29 bytes, which need no longer form.
fn text(out: &mut Vec<u8>, text: &str) {
    out.push(2 << 5 | text.len() as u8);
    out.extend(text.as_bytes());
}

/// A number of the width the format has for it.
fn unsigned(out: &mut Vec<u8>, name: &str, number: u64) {
    match name {
        "build_epoch" => out.extend([8, 2]),
        "node_count" => out.push(6 << 5 | 4),
        _ => out.push(5 << 5 | 2),
    }
    match name {
        "build_epoch" => out.extend(number.to_be_bytes()),
        "node_count" => out.extend((number as u32).to_be_bytes()),
        _ => out.extend((number as u16).to_be_bytes()),
    }
}
