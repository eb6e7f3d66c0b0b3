//! The certificate, the addresses, what helps from beside, and the snapshots.

use std::{fs, net::TcpListener, os::unix::fs::chown};

use super::*;

#[test]
fn what_stands_around_a_house_is_named_when_it_is_broken() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let taken_at = taken.local_addr().unwrap();
    let mut cases = vec![
        case(
            "a certificate that ran out",
            1,
            &["The certificate ran out on", "tls/"],
            |f| write_pair(f, -3, "localhost"),
        ),
        case(
            "one that soon will",
            1,
            &["Browsers refuse it when it has run out"],
            |f| write_pair(f, 3, "localhost"),
        ),
        case(
            "one that will in a while",
            0,
            &["Renew it in the next weeks"],
            |f| write_pair(f, 20, "localhost"),
        ),
        case("one for later", 1, &["isn't valid before", "clock"], |f| {
            write_pair(f, 2000, "localhost")
        }),
        case(
            "one of another key",
            1,
            &["is not the key of", "Put both of one pair"],
            |f| {
                let key = fs::read(pair::key_path(f)).unwrap();
                write_pair(f, 300, "localhost");
                fs::write(pair::key_path(f), key).unwrap();
            },
        ),
        case(
            "garbage for a certificate",
            1,
            &["certificate.pem can't be used"],
            |f| {
                fs::write(pair::certificate_path(f), "garbage").unwrap();
            },
        ),
        case(
            "no certificate",
            1,
            &["certificate.pem is missing", "Bring it back"],
            |f| {
                fs::remove_file(pair::certificate_path(f)).unwrap();
            },
        ),
        case(
            "no key of it",
            1,
            &["key.pem is missing", "Bring it back"],
            |f| {
                fs::remove_file(pair::key_path(f)).unwrap();
            },
        ),
        case(
            "one for another name",
            0,
            &["isn't made for atrium.example"],
            |f| {
                configure(f, "public = 'https://atrium.example'");
            },
        ),
        case(
            "an address of another machine",
            1,
            &["is not an address of this machine"],
            |f| {
                configure(f, "listen = '192.0.2.1:8443'");
            },
        ),
        case(
            "one address for both listeners",
            1,
            &["portal_listen", "another port"],
            |f| {
                configure(f, "listen = '127.0.0.1:18443'");
                configure(f, "portal_listen = '127.0.0.1:18443'");
            },
        ),
        case(
            "an office that is the world",
            1,
            &["office holds 0.0.0.0/0"],
            |f| configure(f, "office = ['0.0.0.0/0']"),
        ),
        case("a key that is none", 1, &["uplod_mb is not a key"], |f| {
            configure(f, "uplod_mb = 3")
        }),
        case(
            "a configuration that can't be read",
            1,
            &["atrium.toml can't be used"],
            |f| {
                fs::write(f.join("atrium.toml"), "listen = ").unwrap();
            },
        ),
        case(
            "a scanner that is away",
            1,
            &["doesn't answer", "Start clamd"],
            |f| configure(f, "scanner = 'tcp:127.0.0.1:1'"),
        ),
        case(
            "no breach list",
            1,
            &["/nope/breached", "breached_passwords"],
            |f| {
                configure(f, "breached_passwords = '/nope/breached'");
            },
        ),
        case(
            "no certificates of authorities",
            1,
            &["/nope/ca.pem", "ca_file"],
            |f| configure(f, "ca_file = '/nope/ca.pem'"),
        ),
        case("no countries", 1, &["countries", "countries_file"], |f| {
            configure(f, "countries_file = '/nope/c.mmdb'")
        }),
        case(
            "a mail server and a mailbox that are away",
            1,
            &[
                "mail server",
                "Nobody answers at 127.0.0.1, port 1",
                "Answers by mail wait there",
            ],
            |f| {
                configure(f, "public = 'https://localhost'");
                fs::copy(aside("mail.db"), f.join("atrium.db")).unwrap();
            },
        ),
        case(
            "a snapshot cut short",
            1,
            &["cut short", "remove it, or fetch its copy"],
            |f| cut(&snapshots(f)[0]),
        ),
        case(
            "an older one cut short",
            1,
            &["cut short", "remove it"],
            |f| cut(&snapshots(f)[1]),
        ),
        case(
            "a flipped bit in the newest",
            1,
            &["damaged or cut short"],
            |f| flip(&snapshots(f)[0]),
        ),
        case(
            "a snapshot of garbage",
            1,
            &["is not a readable snapshot"],
            |f| {
                fs::write(f.join("snapshots/x.snapshot"), "garbage").unwrap();
            },
        ),
        case(
            "old snapshots",
            1,
            &["Snapshots aren't taken any more", "snapshot create"],
            |f| {
                fs::remove_file(&snapshots(f)[0]).unwrap();
            },
        ),
        case("no snapshots", 1, &["the house has no backup"], |f| {
            for path in snapshots(f) {
                fs::remove_file(path).unwrap();
            }
        }),
        case(
            "no folder of snapshots",
            1,
            &["snapshots is missing", "is mounted"],
            |f| {
                fs::remove_dir_all(f.join("snapshots")).unwrap();
            },
        ),
        case(
            "a snapshot of the future",
            1,
            &["is dated", "the clock was ahead then"],
            |f| {
                copy(&aside("snapshots"), &f.join("snapshots"));
            },
        ),
    ];
    cases.push(case(
        "an address in use",
        1,
        &["is in use by another program"],
        move |f| {
            configure(f, &format!("listen = '{taken_at}'"));
        },
    ));
    // Only root can give a file away.
    let given = HOUSE.with_file_name("given");
    fs::write(&given, "").unwrap();
    if chown(&given, Some(12_345), None).is_ok() {
        cases.push(case(
            "a file of another user",
            1,
            &["keys.json belongs to another user", "chown"],
            |f| {
                chown(f.join("keys.json"), Some(12_345), None).unwrap();
            },
        ));
    }
    try_all(&cases);
    drop(taken);
}
