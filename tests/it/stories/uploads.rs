//! Files that people give: each place takes its kinds, the content decides, a scanner is asked first; and they are handed
//! out so that nothing in them runs.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpListener},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use atrium::{
    data::file_maintenance::unnamed,
    testing::{
        client::{Client, Response, Upload},
        house::House,
    },
    web::Scanner,
};

fn file<'a>(filename: &'a str, bytes: &'a [u8]) -> Upload<'a> {
    Upload {
        field: "file",
        filename,
        content_type: "application/pdf",
        bytes,
    }
}

fn give(client: &mut Client, filename: &str, bytes: &[u8]) -> Response {
    client.post_multipart(
        "/documents",
        &[("name", "Kept name")],
        &[file(filename, bytes)],
    )
}

/// The address of the file of a document that was just added.
fn at(given: &Response) -> String {
    assert_eq!(given.status, 303, "{}", given.text());
    format!("{}/file", given.location().unwrap())
}

#[test]
fn what_belies_its_name_or_runs_is_refused_beside_the_field() {
    let house = House::with_cast().unwrap();
    let mut sana = house.signed_in("support-agent");
    for (name, bytes, why) in [
        ("letter.pdf", &b"MZ\x90\0\x03"[..], "is a program"),
        ("letter.pdf", b"<html><script>", "not what its ending says"),
        ("photo.png", b"\xff\xd8\xff\xe0", "not what its ending says"),
        ("setup.exe", b"MZ\x90\0\x03", ".exe are not taken here"),
        ("README", b"words", "no ending"),
        ("script.js", b"alert(1)", ".js are not taken here"),
        (
            "page.html",
            b"<html><p>x</p></html>",
            ".html are not taken here",
        ),
        (
            "page.hta",
            b"<html><p>x</p></html>",
            ".hta are not taken here",
        ),
        (
            "letter.lnk",
            b"L\0\0\0\x01\x14\x02\0",
            ".lnk are not taken here",
        ),
        (
            "logo.svg",
            b"<svg onload=\"alert(1)\"/>",
            "would run where it is opened",
        ),
        (
            "logo.svg",
            b"<svg><script>alert(1)</script></svg>",
            "would run where it is opened",
        ),
    ] {
        let refused = give(&mut sana, name, bytes);
        assert_eq!(refused.status, 422, "{name}");
        let page = refused.text();
        assert!(
            page.contains(why) && page.contains("Kept name"),
            "{name}: {page}"
        );
        assert!(
            page.contains("aria-invalid") && page.contains("name=\"file\""),
            "{name}"
        );
    }
    let mut program = house.api("support-agent").unwrap();
    let refused = program.post_multipart(
        "/api/v1/documents",
        &[("name", "X")],
        &[file("a.pdf", b"#!/bin/sh")],
    );
    assert_eq!(refused.status, 422);
    assert_eq!(refused.json()["errors"][0]["field"], "file");
    assert_eq!(give(&mut sana, "letter.pdf", b"%PDF-1.7 words").status, 303);
    // A place for sheets takes sheets.
    let mut omar = house.signed_in("sales-manager");
    let mut sheet = |name: &str, bytes: &[u8]| {
        omar.post_multipart("/leads/import", &[], &[file(name, bytes)])
            .text()
    };
    assert!(sheet("leads.pdf", b"%PDF-1.7 words").contains(".pdf are not taken here"));
    assert!(sheet("leads.csv", b"PK\x03\x04 a workbook").contains("not what its ending says"));
    let mut vera = house.signed_in("administrator");
    let people = vera.post_multipart("/users/import", &[], &[file("people.xlsx", b"PK\x03\x04")]);
    assert!(people.text().contains("sheets as CSV"), "{}", people.text());
}

/// Some marks of other kinds are words: a list may begin with them, and what really is of these kinds is still found out.
#[test]
fn honest_texts_that_begin_like_something_else_are_taken() {
    let house = House::with_cast().unwrap();
    let mut sana = house.signed_in("support-agent");
    for (name, text) in [
        (
            "notes.txt",
            "MZ Media GmbH asks for a new site. Notes of the first call.\n",
        ),
        ("otto.csv", "OTTO Optik,Kiel\nMia Lund,Emden\n"),
        ("id3.csv", "ID3,Company,City\n1,Alma Tailors,Austin\n"),
        ("size.txt", "true to size: the banner is 300 by 250.\n"),
        ("bmw.txt", "BMW of Boerne wants a landing page.\n"),
    ] {
        let given = give(&mut sana, name, text.as_bytes());
        let handed = sana.get(&at(&given));
        assert_eq!(
            handed.header("content-type"),
            Some("text/plain; charset=utf-8"),
            "{name}"
        );
        assert_eq!(handed.text(), text);
    }
    for (name, bytes) in [
        ("notes.txt", &b"MZ\x90\0\x03\0\0\0"[..]),
        ("notes.txt", b"\x7fELF\x02\x01\x01\0"),
        ("notes.txt", b"OTTO\0\x0c\0\x80\0\x03"),
        ("list.csv", b"ID3\x03\0\0\0\0\x0f\x76"),
    ] {
        assert_eq!(give(&mut sana, name, bytes).status, 422, "{name}");
    }
    let mut omar = house.signed_in("sales-manager");
    let sheet = file("id3.csv", b"ID3,Company,City\n1,Alma Tailors,Austin\n");
    let looked = omar.post_multipart("/leads/import", &[], &[sheet]);
    assert!(
        looked.text().contains("Bring in 1 row"),
        "{}",
        looked.text()
    );
}

/// What isn't taken leaves nothing behind: not in the vault, not in the database.
#[test]
fn a_file_of_a_wrong_kind_is_not_kept() {
    let house = House::with_cast().unwrap();
    let mut sana = house.signed_in("support-agent");
    let large = [b"MZ\x90\0".as_slice(), &vec![7; 60_000]].concat();
    let before = (
        house.store.vault_size().unwrap(),
        unnamed(&house.store).unwrap(),
    );
    for (name, bytes) in [
        ("a.pdf", &large[..]),
        ("b.pdf", b"MZ\x90\0\x03"),
        ("c.exe", &large),
    ] {
        assert_eq!(give(&mut sana, name, bytes).status, 422, "{name}");
    }
    let after = (
        house.store.vault_size().unwrap(),
        unnamed(&house.store).unwrap(),
    );
    assert_eq!(before, after);
}

#[test]
fn a_file_beyond_the_limit_is_given_up_while_it_arrives() {
    let house = House::with_config(|front| front.upload_limit = 1 << 20).unwrap();
    let mut sana = house.signed_in("support-agent");
    let mut fits = vec![b' '; 1 << 20];
    fits[..5].copy_from_slice(b"%PDF-");
    assert_eq!(give(&mut sana, "letter.pdf", &fits).status, 303);
    for more in [1, 3 << 20] {
        let large = [fits.as_slice(), &vec![b' '; more]].concat();
        let refused = give(&mut sana, "letter.pdf", &large);
        assert_eq!(refused.status, 422, "{more}");
        let page = refused.text();
        assert!(
            page.contains("larger than 1 MB") && page.contains("Kept name"),
            "{more}: {page}"
        );
    }
    // Whoever sends on and on is not listened to for ever: the connection ends, and nothing was kept.
    let before = house.newest_deed();
    let head =
        b"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"letter.pdf\"\r\n\r\n";
    let endless = [
        head.as_slice(),
        &fits,
        &vec![b' '; 40 << 20],
        b"\r\n--b--\r\n",
    ]
    .concat();
    let kind = [("content-type", "multipart/form-data; boundary=b")];
    let given_up = sana.try_request("POST", "/documents", &kind, &endless);
    assert!(given_up.is_err() || given_up.is_ok_and(|answer| answer.status == 422));
    sana.disconnect();
    assert_eq!(house.newest_deed(), before);
    let text = "x".repeat(4 << 20);
    assert_eq!(sana.post_form("/documents", &[("note", &text)]).status, 413);
}

/// Whatever a browser would run is handed out to be saved, as plain text, in a sandbox.
#[test]
fn nothing_in_a_file_runs_where_it_is_opened() {
    let house = House::with_cast().unwrap();
    let mut sana = house.signed_in("support-agent");
    let drawing = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><path d=\"M0 0h1\"/></svg>";
    for (name, bytes) in [
        ("logo.svg", &drawing[..]),
        ("notes.xml", b"<?xml version=\"1.0\"?><x/>"),
        ("page.css", b"p { color: red }"),
        ("looks-like.txt", b"<html><script>alert(1)</script></html>"),
    ] {
        let path = at(&give(&mut sana, name, bytes));
        for asked in [path.clone(), format!("{path}?show=1")] {
            let answer = sana.get(&asked);
            assert_eq!(answer.status, 200);
            let header = |name: &str| answer.header(name).unwrap_or_default().to_owned();
            assert!(
                header("content-disposition").starts_with("attachment;"),
                "{asked}"
            );
            assert_eq!(
                header("content-type"),
                "text/plain; charset=utf-8",
                "{asked}"
            );
            assert_eq!(header("x-content-type-options"), "nosniff", "{asked}");
            assert!(
                header("content-security-policy").contains("sandbox"),
                "{asked}"
            );
            assert!(
                !header("content-security-policy").contains("script-src"),
                "{asked}"
            );
        }
    }
    // A PDF is drawn by the browser's own reader, which starts in no sandbox; only to be seen, and only a PDF.
    let path = at(&give(&mut sana, "paper.pdf", b"%PDF-1.7\n%%EOF"));
    let policy = |asked: &str, sana: &mut Client| {
        let answer = sana.get(asked);
        assert_eq!(answer.header("content-type"), Some("application/pdf"));
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        let policy = answer.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'none';"), "{policy}");
        assert!(!policy.contains("script-src"), "{policy}");
        policy.to_owned()
    };
    assert!(!policy(&format!("{path}?show=1"), &mut sana).contains("sandbox"));
    assert!(policy(&path, &mut sana).contains("sandbox"));
    // A picture may open in place; it is in the sandbox there too.
    let path = at(&give(&mut sana, "photo.png", b"\x89PNG\r\n\x1a\n...."));
    let shown = sana.get(&format!("{path}?show=1"));
    assert!(
        shown
            .header("content-disposition")
            .unwrap()
            .starts_with("inline;")
    );
    assert_eq!(shown.header("content-type"), Some("image/png"));
    assert!(
        shown
            .header("content-security-policy")
            .unwrap()
            .contains("sandbox")
    );
    assert!(
        sana.get(&path)
            .header("content-disposition")
            .unwrap()
            .starts_with("attachment;")
    );
}

#[test]
fn a_name_is_cleaned_and_comes_back_encoded() {
    let house = House::with_cast().unwrap();
    let mut sana = house.signed_in("support-agent");
    for (sent, plain, encoded) in [
        (
            "Angebot für Müller.pdf",
            "Angebot f_r M_ller.pdf",
            "Angebot%20f%C3%BCr%20M%C3%BCller.pdf",
        ),
        (
            "q%22u\u{201c}ote.pdf",
            "q_22u_ote.pdf",
            "q%2522u%E2%80%9Cote.pdf",
        ),
        ("..\\..\\etc\\passwd.pdf", "passwd.pdf", "passwd.pdf"),
        ("紫.pdf", "_.pdf", "%E7%B4%AB.pdf"),
        ("a;b='c'.pdf", "a_b__c_.pdf", "a%3Bb%3D%27c%27.pdf"),
    ] {
        let path = at(&give(&mut sana, sent, b"%PDF-1.7 words"));
        let answer = sana.get(&path);
        let said = answer.header("content-disposition").unwrap_or_default();
        let wanted = format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}");
        assert_eq!(said, wanted, "{sent}");
    }
    // Quotes, line breaks and zero bytes that a browser would never send, byte by byte.
    let body = b"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\\\"b\x0b\x01c\r\n d.pdf\"\r\n\r\n%PDF-1.7\r\n--b--\r\n";
    let answer = sana.request(
        "POST",
        "/documents",
        &[("content-type", "multipart/form-data; boundary=b")],
        body,
    );
    if answer.status == 303 {
        let handed = sana.get(&at(&answer));
        let said = handed.header("content-disposition").unwrap_or_default();
        assert!(
            said.bytes().all(|byte| (b' '..0x7f).contains(&byte)),
            "{said:?}"
        );
        assert_eq!(said.matches('"').count(), 2, "{said}");
    } else {
        assert_eq!(answer.status, 422, "{}", answer.text());
    }
}

/// Something that speaks as clamd does: it finds what says EICAR, and counts.
pub(super) fn clamd(asked: Arc<AtomicUsize>) -> (SocketAddr, TcpListener) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let (address, kept) = (
        listener.local_addr().unwrap(),
        listener.try_clone().unwrap(),
    );
    std::thread::spawn(move || {
        for line in listener.incoming() {
            let Ok(mut line) = line else { return };
            let mut command = Vec::new();
            let mut byte = [0];
            while line.read_exact(&mut byte).is_ok() && byte != [0] {
                command.push(byte[0]);
            }
            if command == b"zPING" {
                line.write_all(b"PONG\0").unwrap();
                continue;
            }
            assert_eq!(command, b"zINSTREAM");
            let mut file = Vec::new();
            loop {
                let mut length = [0; 4];
                if line.read_exact(&mut length).is_err() {
                    return;
                }
                let length = u32::from_be_bytes(length) as usize;
                if length == 0 {
                    break;
                }
                let mut piece = vec![0; length];
                line.read_exact(&mut piece).unwrap();
                file.extend(piece);
            }
            asked.fetch_add(1, Ordering::Relaxed);
            let bad = file.windows(5).any(|part| part == b"EICAR");
            let said: &[u8] = match (bad, file.ends_with(b"confuse")) {
                (true, _) => b"stream: Eicar-Test-Signature FOUND\0",
                (_, true) => b"INSTREAM size limit exceeded. ERROR\0",
                _ => b"stream: OK\0",
            };
            line.write_all(said).unwrap();
        }
    });
    (address, kept)
}

#[test]
fn a_scanner_is_asked_about_every_file_and_without_its_answer_none_is_taken() {
    let asked = Arc::new(AtomicUsize::new(0));
    let (address, _listening) = clamd(asked.clone());
    let scanner = Scanner::read(&format!("tcp:{address}")).unwrap();
    let house = House::with_config(|front| front.scanner = Some(scanner)).unwrap();
    let mut sana = house.signed_in("support-agent");
    // Larger than a piece, so that it is sent in several.
    let long = [b"%PDF-1.7 ".as_slice(), &vec![b'a'; 200_000]].concat();
    let given = give(&mut sana, "letter.pdf", &long);
    let back = sana.get(&at(&given));
    assert!(back.body == long);
    assert_eq!(asked.load(Ordering::Relaxed), 1);
    let bad = [long.as_slice(), b"EICAR"].concat();
    let refused = give(&mut sana, "letter.pdf", &bad);
    assert_eq!(refused.status, 422);
    let page = refused.text();
    assert!(
        page.contains("found Eicar-Test-Signature in letter.pdf") && page.contains("Kept name"),
        "{page}"
    );
    // An answer that is no verdict lets nothing in.
    let confused = give(&mut sana, "letter.pdf", b"%PDF-1.7 confuse");
    assert!(
        confused.status == 422 && confused.text().contains("the scanner doesn"),
        "{}",
        confused.text()
    );
    let it = |house: &House| house.signed_in("it-administrator").get("/health").text();
    assert!(it(&house).contains(&format!("tcp:{address} answers")));
    assert_eq!(asked.load(Ordering::Relaxed), 3);
}

#[test]
fn a_scanner_that_is_away_lets_no_file_in_and_is_seen_in_the_health() {
    let gone = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let scanner = Scanner::read(&format!("tcp:{gone}")).unwrap();
    let house = House::with_config(|front| front.scanner = Some(scanner)).unwrap();
    let mut sana = house.signed_in("support-agent");
    let refused = give(&mut sana, "letter.pdf", b"%PDF-1.7 words");
    assert_eq!(refused.status, 422);
    let page = refused.text();
    assert!(
        page.contains("the scanner doesn") && page.contains("Kept name"),
        "{page}"
    );
    let health = house.signed_in("it-administrator").get("/health").text();
    assert!(
        health.contains("Virus scanner") && health.contains("Start clamd"),
        "{health}"
    );
    // Everything else goes on.
    assert_eq!(sana.get("/documents").status, 200);
}
