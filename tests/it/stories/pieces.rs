//! Files that come piece by piece: over lines that break, once, to whoever sends them, and past the same checks as any.

use atrium::testing::{
    client::{Client, Response, Upload},
    house::House,
};
use serde_json::{Value, json};

use super::{
    looks::sign_in,
    rooms::{group, say},
    work::text,
};
use crate::support::{
    browser::Browser,
    steps::{done, get, page, refused},
};

/// A picture's first bytes and whatever follows them.
fn picture(size: usize) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    bytes.extend((0..size).map(|n| (n * 31 % 251) as u8));
    bytes
}

fn begin(client: &mut Client, name: &str, size: usize) -> Value {
    done(
        client,
        "/api/v1/uploads",
        &json!({ "name": name, "size": size }),
    )
}

fn send(client: &mut Client, id: &str, at: usize, bytes: &[u8]) -> Response {
    let piece = [Upload {
        field: "piece",
        filename: "piece",
        content_type: "application/octet-stream",
        bytes,
    }];
    let (path, at) = (format!("/api/v1/uploads/{id}"), at.to_string());
    client.post_multipart(&path, &[("at", at.as_str())], &piece)
}

/// Sends a file to its end, each piece twice and with the connection cut between.
fn send_all(client: &mut Client, stand: &Value, bytes: &[u8]) -> String {
    let id = text(stand, "id").to_owned();
    let piece = stand["piece"].as_u64().unwrap() as usize;
    for (n, part) in bytes.chunks(piece).enumerate() {
        for _ in 0..2 {
            let told = send(client, &id, n * piece, part);
            assert_eq!(told.status, 200, "{}", told.text());
            client.disconnect();
        }
    }
    id
}

fn post_with(client: &mut Client, room: &str, numbers: &[&str], key: &str) -> Response {
    let mut fields = vec![("text", "Here they are"), ("_key", key)];
    fields.extend(numbers.iter().map(|number| ("uploaded", *number)));
    client.post_multipart(&format!("/api/v1/conversations/{room}/posts"), &fields, &[])
}

#[test]
fn files_that_came_in_pieces_stand_below_their_post_once() {
    let house = House::with_cast().unwrap();
    let (mut hana, mut bilal) = (
        house.api("department-manager").unwrap(),
        house.api("team-lead").unwrap(),
    );
    let room = group(&house, &mut hana, "launch", &["team-lead"]);
    say(&mut hana, &room, "The pictures come");
    let (first, second) = (picture(5 << 20), picture(700));
    let stand = begin(&mut hana, "stand.png", first.len());
    let one = send_all(&mut hana, &stand, &first);
    let stand = begin(&mut hana, "small.png", second.len());
    let two = send_all(&mut hana, &stand, &second);
    // Another's are another's.
    assert_eq!(bilal.get(&format!("/api/v1/uploads/{one}")).status, 404);
    assert!(post_with(&mut bilal, &room, &[&one], "theirs").status >= 400);
    let mut ids = Vec::new();
    for _ in 0..3 {
        let said = post_with(&mut hana, &room, &[&one, &two], "with pictures");
        assert_eq!(said.status, 201, "{}", said.text());
        ids.push(text(&said.json(), "id").to_owned());
    }
    ids.dedup();
    assert_eq!(ids.len(), 1, "sent again, it is answered again");
    let post = get(&mut bilal, &format!("/api/v1/posts/{}", ids[0]));
    let files = post["files"].as_array().unwrap();
    assert_eq!(files.len(), 2, "{post}");
    let file = bilal.get(&format!(
        "/api/v1/documents/{}/file",
        files[0].as_str().unwrap()
    ));
    assert!(file.status == 200 && file.body == first, "it came whole");
    // What lay there in pieces is given up, and the file stays.
    let gone = hana.request("DELETE", &format!("/api/v1/uploads/{one}"), &[], &[]);
    assert_eq!(gone.status, 200, "{}", gone.text());
    let file = bilal.get(&format!(
        "/api/v1/documents/{}/file",
        files[0].as_str().unwrap()
    ));
    assert_eq!(file.body.len(), first.len());
}

#[test]
fn nothing_comes_in_by_pieces_that_would_not_come_in_whole() {
    let house = House::with_config(|front| front.upload_limit = 1 << 20).unwrap();
    let mut hana = house.api("department-manager").unwrap();
    let room = group(&house, &mut hana, "launch", &["team-lead"]);
    let too_long = json!({ "name": "film.mp4", "size": 2 << 20 });
    refused(&mut hana, "/api/v1/uploads", &too_long, 422);
    // A program by another name, and one that didn't come to its end.
    let program = b"MZ\x90\0 and the rest of it".to_vec();
    let stand = begin(&mut hana, "list.png", program.len());
    let id = send_all(&mut hana, &stand, &program);
    let said = post_with(&mut hana, &room, &[&id], "program");
    assert!(
        said.status == 422 && said.text().contains("program"),
        "{}",
        said.text()
    );
    let half = begin(&mut hana, "half.png", 9_000);
    let said = post_with(&mut hana, &room, &[text(&half, "id")], "half");
    assert!(
        said.status == 422 && said.text().contains("to its end"),
        "{}",
        said.text()
    );
    // A piece goes where the last one ended.
    let told = send(&mut hana, text(&half, "id"), 4_000, &[0; 100]);
    assert!(
        told.status == 409 && told.text().contains("byte 0"),
        "{}",
        told.text()
    );
    let posts = get(&mut hana, &format!("/api/v1/conversations/{room}/posts"));
    assert!(posts["items"].as_array().unwrap().is_empty(), "{posts}");
}

#[test]
fn one_person_has_only_so_many_on_their_way_however_they_begin_them() {
    let house = House::with_cast().unwrap();
    let clients: Vec<Client> = (0..4)
        .map(|_| house.api("department-manager").unwrap())
        .collect();
    let begin_some = |mut client: Client| {
        let body = json!({ "name": "plan.png", "size": 900 });
        let begun = (0..8).filter(|_| client.post_json("/api/v1/uploads", &body).status < 300);
        begun.count()
    };
    let begun: usize = std::thread::scope(|scope| {
        let all: Vec<_> = clients
            .into_iter()
            .map(|client| scope.spawn(move || begin_some(client)))
            .collect();
        all.into_iter().map(|one| one.join().unwrap()).sum()
    });
    assert_eq!(begun, 20);
    let body = json!({ "name": "plan.png", "size": 900 });
    let why = refused(
        &mut house.api("department-manager").unwrap(),
        "/api/v1/uploads",
        &body,
        409,
    );
    assert!(why.contains("on their way already"), "{why}");
}

/// Stopped, a large file goes no farther at once, wherever it is, and the page says so.
#[test]
fn a_large_file_is_stopped_in_the_middle_of_a_piece() {
    let house = House::with_cast().unwrap();
    let browser = Browser::launch();
    let page = browser.page();
    sign_in(&house, &page, "department-manager");
    page.goto(&house.url("/documents/new"));
    page.wait("form[data-drop] input[type=file]");
    // The line stands still: nothing is answered before it is broken off.
    page.eval(
        "(() => {
          const input = document.querySelector('form[data-drop] input[type=file]');
          const all = new DataTransfer();
          all.items.add(new File([new Uint8Array(6 << 20)], 'film.png'));
          input.files = all.files;
          window.fetch = (path, { signal }) => new Promise((_, no) =>
            signal.addEventListener('abort', () => no(new DOMException('Stopped', 'AbortError'))));
        })()",
    );
    page.click("form[data-drop] button.primary");
    page.click("form[data-drop] [data-cancel]");
    page.wait_text(
        "form[data-drop] [data-problem]",
        "Stopped, nothing was sent.",
    );
    assert!(!page.visible("form[data-drop] [data-cancel]"));
}

#[test]
fn what_comes_with_words_is_seen_where_it_stands() {
    let house = House::with_cast().unwrap();
    let mut hana = house.api("department-manager").unwrap();
    let room = group(&house, &mut hana, "launch", &["team-lead"]);
    let film = [b"\0\0\0\x18ftypmp42".as_slice(), &[7; 900]].concat();
    let sound = [b"ID3".as_slice(), &[7; 900]].concat();
    let given = [
        ("plan.png", picture(700)),
        ("walk.mp4", film.clone()),
        ("call.mp3", sound),
        ("notes.txt", b"Words".to_vec()),
    ];
    let mut numbers = Vec::new();
    for (name, bytes) in &given {
        let stand = begin(&mut hana, name, bytes.len());
        numbers.push(send_all(&mut hana, &stand, bytes));
    }
    let numbers: Vec<&str> = numbers.iter().map(String::as_str).collect();
    let said = post_with(&mut hana, &room, &numbers, "all of it");
    assert_eq!(said.status, 201, "{}", said.text());
    let files = said.json()["files"].as_array().unwrap().clone();
    let at = |n: usize| format!("/documents/{}/file", files[n].as_str().unwrap());
    let mut bilal = house.signed_in("team-lead");
    let shown = page(&mut bilal, &format!("/chat/{room}"));
    for (n, tag) in [(0, "<img"), (1, "<video"), (2, "<audio")] {
        let open = format!("{}?show=on&amp;version=1", at(n));
        assert!(
            shown.contains(tag) && shown.contains(&open),
            "{tag}: {shown}"
        );
    }
    assert!(
        !shown.contains(&format!("{}?show=on", at(3))),
        "it is saved, not shown"
    );
    // A film is read from where one looks.
    let path = format!("{}?show=on&version=1", at(1));
    let part = bilal.request("GET", &path, &[("range", "bytes=100-199")], &[]);
    assert_eq!((part.status, part.body.as_slice()), (206, &film[100..200]));
}
