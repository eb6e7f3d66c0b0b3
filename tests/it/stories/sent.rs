//! What people send is bounded: before it is read, in memory, and in what is kept of it, of strangers above all.

use std::{
    fs,
    io::{Read, Write},
    net::TcpStream,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use atrium::{
    testing::{
        client::{Upload, encode_form},
        house::House,
    },
    web::{BodyBudget, BodyLimits, Limits, server::Patience},
};
use rustls::{
    ClientConfig, ClientConnection, RootCertStore, StreamOwned,
    pki_types::{CertificateDer, pem::PemObject},
};

const PATIENT: Duration = Duration::from_secs(30);

type Tls = StreamOwned<ClientConnection, TcpStream>;

/// A connection on which bytes are written as they are.
fn connect(house: &House, speaks: &[u8]) -> Tls {
    let shown = fs::read(house.folder.join("tls/certificate.pem")).unwrap();
    let mut roots = RootCertStore::empty();
    roots
        .add(CertificateDer::from_pem_slice(&shown).unwrap())
        .unwrap();
    let mut config = ClientConfig::builder()
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![speaks.to_vec()];
    let tcp = TcpStream::connect(house.address).unwrap();
    tcp.set_read_timeout(Some(PATIENT)).unwrap();
    let tls = ClientConnection::new(Arc::new(config), "localhost".try_into().unwrap()).unwrap();
    StreamOwned::new(tls, tcp)
}

fn files(folder: &Path) -> usize {
    let Ok(entries) = fs::read_dir(folder) else {
        return 0;
    };
    entries
        .flatten()
        .map(|entry| match entry.path() {
            path if path.is_dir() => files(&path),
            _ => 1,
        })
        .sum()
}

#[test]
fn what_strangers_have_under_way_has_one_small_room() {
    let house = House::with_config(|front| {
        front.patience = Patience {
            stranger: Duration::from_secs(4),
            ..Patience::default()
        };
        front.limits = Limits {
            bodies: BodyLimits {
                stranger_body: 1000,
                network: 3000,
                strangers: 5000,
                ..BodyLimits::default()
            },
            ..Limits::default()
        };
    })
    .unwrap();
    let budget = house.store.service::<BodyBudget>().unwrap();
    let half_sent = |from: u8| {
        let mut tls = connect(&house, b"http/1.1");
        let head = format!(
            "POST /sign-in HTTP/1.1\r\nhost: localhost\r\nsec-fetch-site: same-origin\r\nx-forwarded-for: 203.0.113.{from}\r\n\
             content-type: application/x-www-form-urlencoded\r\ncontent-length: 950\r\n\r\n"
        );
        tls.write_all(head.as_bytes()).unwrap();
        tls.write_all(&[b'a'; 900]).unwrap();
        tls.flush().unwrap();
        tls
    };
    let told = |mut tls: Tls| {
        let mut said = [0; 2000];
        let got = tls.read(&mut said).unwrap();
        String::from_utf8_lossy(&said[..got]).into_owned()
    };
    let until = |most: usize, wanted: &dyn Fn(usize) -> bool| {
        let end = Instant::now() + PATIENT;
        loop {
            let (strangers, people) = budget.under_way();
            assert!(strangers <= most && people == 0, "{strangers} {people}");
            if wanted(strangers) {
                return;
            }
            assert!(Instant::now() < end, "{strangers} bytes are under way");
            std::thread::sleep(Duration::from_millis(5));
        }
    };
    // One network has its share, and all strangers together theirs.
    let mut held: Vec<Tls> = (0..3).map(|_| half_sent(1)).collect();
    until(3000, &|bytes| bytes == 2700);
    let refused = told(half_sent(1));
    assert!(refused.starts_with("HTTP/1.1 429 "), "{refused}");
    held.extend((0..2).map(|_| half_sent(2)));
    until(5000, &|bytes| bytes == 4500);
    let refused = told(half_sent(3));
    assert!(refused.starts_with("HTTP/1.1 429 "), "{refused}");
    // Whoever is known sends on, and what never ends is given up.
    let mut api = house.api("administrator").unwrap();
    let lead = serde_json::json!({ "note": "x".repeat(3000) });
    assert_eq!(api.post_json("/api/v1/leads", &lead).status, 422);
    for slow in held {
        let said = told(slow);
        assert!(said.starts_with("HTTP/1.1 422 "), "{said}");
    }
    until(5000, &|bytes| bytes == 0);
}

/// Neither depth nor width nor names make more of a body than a small multiple of it, at any door that is open.
#[test]
fn a_strangers_body_stays_what_it_is() {
    let house = House::with_cast().unwrap();
    let mut stranger = house.client();
    let json = |name: usize, item: &str, times: usize| {
        let items = vec![item; times].join(",");
        format!("{{\"{}\":[{items}]}}", "k".repeat(name))
    };
    let fields = vec!["a=b"; 15_000].join("&");
    for door in [
        "/sign-in",
        "/sign-in/code",
        "/sign-in/passkey",
        "/forgot",
        "/welcome",
        "/set-up",
        "/devices/enrol",
    ] {
        let mut post = |kind: &str, body: &str| {
            let kind = [("content-type", kind)];
            stranger
                .request("POST", door, &kind, body.as_bytes())
                .status
        };
        for (what, body) in [
            ("too long", json(10, "\"xxxxxxxxxxxxxxxxxxxx\"", 4000)),
            ("wide", json(500, "{}", 10_000)),
            ("deep", json(30_000, "[1,{\"a\":[]}]", 400)),
        ] {
            assert_eq!(post("application/json", &body), 413, "{door} {what}");
        }
        assert!(
            post("application/json", &"[".repeat(60_000)) == 422,
            "{door}"
        );
        let long = format!("{fields}&x={}", "y".repeat(70_000));
        assert_eq!(
            post("application/x-www-form-urlencoded", &long),
            413,
            "{door}"
        );
        assert_eq!(
            post("multipart/form-data; boundary=b", "--b--"),
            422,
            "{door}"
        );
    }
    // What came packed is not unpacked.
    let packed = [
        ("content-type", "application/x-www-form-urlencoded"),
        ("content-encoding", "gzip"),
    ];
    let body = encode_form(&[("email", "a@b.example")]);
    let answer = stranger.request("POST", "/forgot", &packed, body.as_bytes());
    assert!(
        answer.text().contains("Content-Encoding"),
        "{}",
        answer.text()
    );
    // Heads too: more is asked, or more cookies come along, than anybody means.
    let asked = format!("/sign-in?{}", vec!["a"; 3000].join("&"));
    assert_eq!(stranger.get(&asked).status, 431);
    let cookies = vec!["a=b"; 400].join("; ");
    let answer = stranger.request("GET", "/sign-in", &[("cookie", &cookies)], b"");
    assert_eq!(answer.status, 431);
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    let large = "x".repeat(200 << 10);
    let told = stranger.try_request("GET", "/sign-in", &[("x-large", &large)], b"");
    assert!(told.is_err() || told.is_ok_and(|answer| answer.status == 431));
}

#[test]
fn a_form_with_files_is_bounded_in_all_and_so_are_the_files_that_are_kept_of_it() {
    let house = House::with_cast().unwrap();
    let mut sana = house.signed_in("support-agent");
    let vault = house.folder.join("files");
    let before = files(&vault);
    let bytes = [b"%PDF-1.7 ".as_slice(), &[b'x'; 4000]].concat();
    let unfit = b"MZ\x90\0".to_vec();
    let file = |n: usize, bytes| Upload {
        field: "file",
        filename: ["a.pdf", "b.pdf"][n % 2],
        content_type: "application/pdf",
        bytes,
    };
    // None of them is wanted: nothing is stored.
    let many: Vec<Upload> = (0..300).map(|n| file(n, &unfit)).collect();
    let answer = sana.post_multipart("/documents", &[("name", "Kept name")], &many);
    assert_eq!(answer.status, 422);
    assert!(answer.text().contains("Kept name"));
    assert_eq!(files(&vault), before);
    // Where one is, the others go by; where many are, those beyond them.
    let many: Vec<Upload> = (0..300).map(|n| file(n, &bytes)).collect();
    let mut api = house.api("support-agent").unwrap();
    let answer = api.post_multipart("/api/v1/documents", &[("name", "Kept name")], &many);
    assert_eq!(answer.status, 422);
    assert!(answer.text().contains("One file at a time"));
    assert!(files(&vault) <= before + 1);
    let answer = sana.post_multipart("/documents", &[("client", "CL-101")], &many);
    assert_eq!(answer.status, 422);
    assert!(answer.text().contains("At most 50 files at a time"));
    assert!(files(&vault) <= before + 51);
    // Text beside files has the limit of a form, in all and not in each.
    let text = "x".repeat(100 << 10);
    let texts: Vec<(&str, &str)> = (0..60).map(|_| ("note", text.as_str())).collect();
    let answer = sana.post_multipart("/documents", &texts, &[file(0, &bytes)]);
    assert_eq!(answer.status, 413, "{}", answer.text());
    // The head of a part ends, or is given up.
    let endless = format!(
        "--b\r\nContent-Disposition: form-data; name=\"{}",
        "n".repeat(6 << 20)
    );
    let kind = [("content-type", "multipart/form-data; boundary=b")];
    let answer = sana.try_request("POST", "/documents", &kind, endless.as_bytes());
    assert!(answer.is_err() || answer.is_ok_and(|answer| answer.status == 422));
    // One that ends, and is far longer than any.
    let long = format!(
        "--b\r\nContent-Disposition: form-data; name=\"{}\"\r\n\r\nx\r\n--b--\r\n",
        "n".repeat(300 << 10)
    );
    let answer = sana.try_request("POST", "/documents", &kind, long.as_bytes());
    assert!(answer.is_err() || answer.is_ok_and(|answer| answer.text().contains("broke off")));
}

/// Over HTTP/2 too: whoever sends far too much hears why instead of a stream that breaks.
#[test]
fn twenty_megabytes_are_refused_in_words() {
    let house = House::with_cast().unwrap();
    let body = vec![b'x'; 20 << 20];
    let mut api = house.api("administrator").unwrap();
    let json = [("content-type", "application/json")];
    let answer = api.request("POST", "/api/v1/leads", &json, &body);
    assert_eq!(answer.status, 413);
    assert_eq!(answer.json()["type"], "urn:atrium:problem:too-large");

    let account = house.account("administrator").id;
    let token = atrium::features::sign_in::add_token(
        &house.visit(),
        account,
        "h2",
        1,
        atrium::features::people::ADMINISTER,
    )
    .unwrap();
    let said = over_http2(&house, &token, &body);
    assert!(
        said.contains("too-large") && said.contains("4 MB"),
        "{said}"
    );
}

/// Posts JSON over HTTP/2 within the windows it is given, and gives the body of the answer as text.
fn over_http2(house: &House, token: &str, body: &[u8]) -> String {
    let mut tls = connect(house, b"h2");
    let frame = |kind: u8, flags: u8, stream: u32, payload: &[u8]| {
        let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
        let mut out = length[1..].to_vec();
        out.extend([kind, flags]);
        out.extend(stream.to_be_bytes());
        out.extend_from_slice(payload);
        out
    };
    // Every field as a literal that is never indexed, with its name written out.
    let mut head = Vec::new();
    let bearer = format!("Bearer {token}");
    let length = body.len().to_string();
    for (name, value) in [
        (":method", "POST"),
        (":scheme", "https"),
        (":path", "/api/v1/leads"),
        (":authority", "localhost"),
        ("authorization", &bearer),
        ("content-type", "application/json"),
        ("content-length", &length),
    ] {
        head.push(0);
        for part in [name, value] {
            assert!(part.len() < 127);
            head.push(u8::try_from(part.len()).unwrap());
            head.extend_from_slice(part.as_bytes());
        }
    }
    tls.write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").unwrap();
    tls.write_all(&frame(4, 0, 0, &[])).unwrap();
    tls.write_all(&frame(1, 4, 1, &head)).unwrap();
    let (mut all, mut stream, mut rest) = (65_535_i64, 65_535_i64, body);
    let mut said = Vec::new();
    loop {
        while !rest.is_empty() && all.min(stream) > 0 {
            let room = usize::try_from(all.min(stream)).unwrap().min(16_384);
            let (now, later) = rest.split_at(room.min(rest.len()));
            let last = u8::from(later.is_empty());
            tls.write_all(&frame(0, last, 1, now)).unwrap();
            let sent = i64::try_from(now.len()).unwrap();
            (all, stream, rest) = (all - sent, stream - sent, later);
        }
        tls.flush().unwrap();
        let mut start = [0; 9];
        tls.read_exact(&mut start).unwrap();
        let size = u32::from_be_bytes([0, start[0], start[1], start[2]]);
        let of = u32::from_be_bytes([start[5], start[6], start[7], start[8]]);
        let mut payload = vec![0; size as usize];
        tls.read_exact(&mut payload).unwrap();
        match (start[3], of) {
            (0, 1) => {
                said.extend_from_slice(&payload);
                if start[4] & 1 == 1 {
                    return String::from_utf8(said).unwrap();
                }
            }
            (3, 1) => panic!("the stream broke: {payload:?}"),
            (4, 0) if start[4] & 1 == 0 => {
                for setting in payload.chunks(6) {
                    if setting[..2] == [0, 4] {
                        let window = u32::from_be_bytes(setting[2..6].try_into().unwrap());
                        stream += i64::from(window) - 65_535;
                    }
                }
                tls.write_all(&frame(4, 1, 0, &[])).unwrap();
            }
            (8, of) => {
                let more = i64::from(u32::from_be_bytes(payload[..4].try_into().unwrap()));
                match of {
                    0 => all += more,
                    _ => stream += more,
                }
            }
            (6, _) if start[4] & 1 == 0 => tls.write_all(&frame(6, 1, 0, &payload)).unwrap(),
            (7, _) => panic!("the connection ends: {payload:?}"),
            _ => {}
        }
    }
}

/// One session keeps so many pages up to date and no more; another goes on.
#[test]
fn one_session_keeps_so_many_pages_up_to_date() {
    let house = House::with_cast().unwrap();
    let mut omar = house.signed_in("sales-agent");
    let mut open = Vec::new();
    let refused = loop {
        match omar.try_open_stream("/live?topics=leads", &[]) {
            Ok(stream) => open.push(stream),
            Err(error) => break error.to_string(),
        }
        assert!(open.len() <= 64, "there is no end");
    };
    assert!(refused.contains("429"), "{refused}");
    assert_eq!(open.len(), 64);
    let mut again = house.signed_in("sales-agent");
    let _other = again.open_stream("/live?topics=leads");
    open.pop();
    let until = Instant::now() + PATIENT;
    while omar.try_open_stream("/live?topics=leads", &[]).is_err() {
        assert!(Instant::now() < until, "what was closed is counted on");
        std::thread::sleep(Duration::from_millis(50));
    }
}
