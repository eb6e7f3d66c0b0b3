//! Sheets by the fields of their records: what goes out comes in again as it was, each row is accounted for, and several
//! records are changed at once, all or none.

use atrium::{
    base::text::clean_block,
    data::{Entity, Page, Paging, Query, Visit},
    features::{
        clients::{self, Client},
        leads::{self, Lead, LeadForm},
        records::{Imported, Rows, Sheet, Typed, Wanted, decode},
        tasks::{TASKS_BY_STATE, Task},
    },
    testing::{
        client::{Client as Browser, Upload},
        house::House,
    },
    web::Form,
};
use serde_json::{Value, json};

use super::work::planned;

const ALL: Wanted = Wanted {
    rows: 100_000,
    bytes: 64 << 20,
    needed: &[],
    otherwise: &[],
};

/// Holds every cell of a sheet that can be written against the record that it was told of.
fn comes_back<R: Entity, F: Form>(
    visit: &Visit,
    list: impl Fn(Paging) -> atrium::base::Result<Page<R>>,
) {
    let mut sheet = Sheet::of(visit).unwrap();
    sheet
        .rows(&list(Paging::first(1_000)).unwrap().rows)
        .unwrap();
    let sheet = sheet.done().unwrap();
    let decoded = decode(sheet.as_bytes()).unwrap();
    let read = Rows::of(visit, R::INFO, ALL, &decoded, &[]).unwrap();
    let typed = Typed::of(visit).unwrap();
    let written = R::INFO.fields.iter();
    let written = written.filter(|field| field.in_sheets && field.form().is_some());
    let taken = read.columns.fields.iter();
    let taken = taken.filter(|told| told.field.form().is_some());
    assert_eq!(taken.count(), written.count(), "{:?}", read.columns);
    assert!(read.len() > 20);
    for row in read.rows() {
        let number = row.number.as_deref().unwrap();
        let record = visit.find(atrium::base::Id::<R>::parse(number).unwrap());
        let record = record.unwrap();
        let stored = serde_json::to_value(&record).unwrap();
        for said in row.said.iter().filter(|said| said.field.form().is_some()) {
            let (field, held) = (said.field, &stored[said.field.stored]);
            let at = format!("{number} {field:?}");
            assert_eq!(
                said.cell,
                clean_block(&typed.cell(&field.kind, held)),
                "{at}"
            );
            let texts = typed.texts(&field.kind, held);
            let texts: Vec<String> = texts.iter().map(|text| clean_block(text)).collect();
            let mut texts: Vec<String> =
                texts.into_iter().filter(|text| !text.is_empty()).collect();
            let mut read = said.texts.clone().unwrap();
            // Several choices are read in the order in which they are offered.
            texts.sort_unstable();
            read.sort_unstable();
            assert_eq!(read, texts, "{at}");
        }
        if let Err(why) = row.form::<F>() {
            panic!("{number}: {why}");
        }
    }
}

#[test]
fn what_goes_out_comes_in_as_it_was() {
    let house = House::filled().unwrap();
    let visit = house.visit();
    comes_back::<Lead, LeadForm>(&visit, |paging| {
        visit.list(Query::by(leads::BY_STAGE).page(paging))
    });
    comes_back::<Client, <Client as Imported>::Edit>(&visit, |paging| {
        visit.list(Query::by(clients::BY_NAME).page(paging))
    });
    comes_back::<Task, <Task as Imported>::Edit>(&visit, |paging| {
        visit.list(Query::by(TASKS_BY_STATE).page(paging))
    });
}

pub fn upload(sheet: &str) -> Upload<'_> {
    Upload {
        field: "file",
        filename: "sheet.csv",
        content_type: "text/csv",
        bytes: sheet.as_bytes(),
    }
}

/// Brings a sheet in; the import, every row of which has to be accounted for, and what came of each.
pub fn brought(
    who: &mut Browser,
    path: &str,
    said: &[(&str, &str)],
    sheet: &[u8],
) -> (Value, Vec<Value>) {
    let file = Upload {
        bytes: sheet,
        ..upload("")
    };
    let answer = who.post_multipart(path, said, &[file]);
    assert_eq!(answer.status, 201, "{}", answer.text());
    let import = answer.json();
    let at = format!("/api/v1/imports/{}/rows", import["id"].as_str().unwrap());
    let rows = every(who, &at);
    let count = |key: &str| import[key].as_u64().unwrap();
    assert_eq!(
        count("added") + count("updated") + count("passed"),
        count("rows"),
        "{import}"
    );
    (import, rows)
}

pub fn bring(who: &mut Browser, path: &str, sheet: &str) -> Vec<Value> {
    brought(who, path, &[], sheet.as_bytes()).1
}

/// All of a list, page by page.
pub fn every(who: &mut Browser, path: &str) -> Vec<Value> {
    let (mut all, mut after) = (Vec::new(), String::new());
    loop {
        let page = who.get(&format!("{path}?limit=200{after}")).json();
        all.extend(page["items"].as_array().unwrap().iter().cloned());
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => return all,
        }
    }
}

/// What the form of a preview sends when nothing in it is changed.
pub fn sent(page: &str) -> Vec<(String, String)> {
    let form = page
        .split("<form")
        .find(|part| part.contains("/import/run\""));
    let form = form.unwrap_or_else(|| panic!("{page}"));
    let form = form.split("</form>").next().unwrap();
    let attribute = |tag: &str, name: &str| {
        let rest = tag.split(&format!(" {name}=\"")).nth(1)?;
        Some(
            rest.split('"')
                .next()?
                .replace("&amp;", "&")
                .replace("&quot;", "\""),
        )
    };
    let mut pairs = Vec::new();
    for tag in form.split('<') {
        if tag.starts_with("input") && tag.contains("type=\"hidden\"") {
            let name = attribute(tag, "name").unwrap();
            pairs.push((name, attribute(tag, "value").unwrap_or_default()));
        } else if tag.starts_with("select") {
            pairs.push((attribute(tag, "name").unwrap(), String::new()));
        } else if tag.starts_with("option")
            && (tag.contains(" selected") || pairs.last().is_some_and(|(_, held)| held.is_empty()))
        {
            let value = attribute(tag, "value").unwrap_or_default();
            pairs.last_mut().unwrap().1 = value;
        }
    }
    pairs
}

pub fn words(items: &[Value]) -> Vec<&str> {
    items
        .iter()
        .map(|row| row["what"].as_str().unwrap())
        .collect()
}

#[test]
fn clients_come_in_by_a_sheet_and_none_comes_twice() {
    let house = House::with_cast().unwrap();
    let mut api = house.api("account-manager").unwrap();
    let sheet = "Name,Services,Phone,Note\n\
        Alder Vets,\"Web, SEO\",210-555-0100,\"=1+1, they said\"\n\
        Birch Books,,call them,\n\
        ,Web,,\n\
        Alder Vets,,,\n\
        Cedar Café,Nonsense,,\n";
    let items = bring(&mut api, "/api/v1/clients/import", sheet);
    assert_eq!(
        words(&items),
        ["new", "refused", "refused", "refused", "refused"],
        "{items:?}"
    );
    let why = |n: usize| items[n]["why"].as_str().unwrap().to_owned();
    assert!(why(1).contains("It reads call them"), "{}", why(1));
    assert!(why(2).contains("Name is missing"), "{}", why(2));
    let alder = items[0]["id"].as_str().unwrap().to_owned();
    assert!(
        why(3).contains("Line 2 of this file has the same name"),
        "{}",
        why(3)
    );
    assert!(why(4).contains("Nonsense"), "{}", why(4));
    let held = api.get(&format!("/api/v1/clients/{alder}")).json();
    assert_eq!(held["categories"], json!(["web", "seo"]));
    assert_eq!(held["note"], "=1+1, they said");

    // Out and in again: nothing changes, until somebody changes something.
    let mut page = house.signed_in("account-manager");
    let out = page.get("/clients/export.csv").text();
    assert!(out.contains("'=1+1, they said"), "{out}");
    let again = bring(&mut api, "/api/v1/clients/import", &out);
    assert!(
        words(&again).iter().all(|what| *what == "as it is"),
        "{again:?}"
    );
    let changed = out.replace("210-555-0100", "210-555-0199");
    let items = bring(&mut api, "/api/v1/clients/import", &changed);
    assert_eq!(words(&items), ["changed"]);
    let held = api.get(&format!("/api/v1/clients/{alder}")).json();
    assert_eq!(
        (&held["phone"], &held["categories"]),
        (&json!("210-555-0199"), &json!(["web", "seo"]))
    );
    let gone = out.replace(&alder, "CL-9999");
    let items = bring(&mut api, "/api/v1/clients/import", &gone);
    assert!(
        items[0]["why"]
            .as_str()
            .unwrap()
            .contains("no client CL-9999")
    );
}

/// A retry does nothing twice, and is answered as the first was: whatever each row would be taken for by then.
#[test]
fn a_sheet_that_is_sent_again_under_its_key_is_done_once() {
    let house = House::with_cast().unwrap();
    let mut api = house.api("account-manager").unwrap();
    let alder = bring(&mut api, "/api/v1/clients/import", "Name\nAlder Vets\n");
    let alder = alder[0]["id"].as_str().unwrap();
    let sheet = format!(
        "Number,Name,Phone\n,Dogwood Dental,\n,Elm Electric,\n,Elm Electric,\n{alder},Alder Vets,210-555-0188\n"
    );
    let body = format!(
        "--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n{sheet}\r\n--b--\r\n"
    );
    let headers = [
        ("content-type", "multipart/form-data; boundary=b"),
        ("idempotency-key", "clients of elm street"),
    ];
    let mut send = || {
        let answer = api.request("POST", "/api/v1/clients/import", &headers, body.as_bytes());
        assert_eq!(answer.status, 201, "{}", answer.text());
        let at = format!(
            "/api/v1/imports/{}/rows",
            answer.json()["id"].as_str().unwrap()
        );
        every(&mut api, &at)
    };
    let first = send();
    assert_eq!(words(&first), ["new", "new", "refused", "changed"]);
    assert_eq!(send(), first);
    let all = api.get("/api/v1/clients?limit=200").json();
    assert_eq!(all["items"].as_array().unwrap().len(), 3);
}

/// A name that nobody sees is none, and one that has such letters between others stays as it is.
#[test]
fn names_that_show_nothing_are_missing_in_a_sheet_and_others_stay() {
    let house = House::with_cast().unwrap();
    let mut api = house.api("account-manager").unwrap();
    let unseen = ["\u{200e}", "\u{7}", "\u{200b}", "\u{2800}", "\u{3164}"];
    let rows: String = unseen
        .iter()
        .map(|name| format!("{name},210-555-0188\n"))
        .collect();
    for row in bring(
        &mut api,
        "/api/v1/clients/import",
        &format!("Name,Phone\n{rows}"),
    ) {
        assert_eq!(row["what"], "refused", "{row}");
        assert!(
            row["why"].as_str().unwrap().contains("Name is missing"),
            "{row}"
        );
    }
    for fine in [
        "\u{1f469}\u{200d}\u{1f469}\u{200d}\u{1f467} Family Photos",
        "\u{5e9}\u{5dc}\u{5d5}\u{5dd} Media",
        "\u{645}\u{6cc}\u{200c}\u{62e}\u{648}\u{627}\u{647}\u{645}",
        "\u{2167}",
        "\u{5317}\u{4eac}",
    ] {
        let made = api.post_json("/api/v1/clients", &json!({ "name": fine }));
        assert_eq!(made.status, 201, "{}", made.text());
        assert_eq!(made.json()["name"], fine);
    }
}

/// Other programs number their rows too; and what would be written over is shown by its name first.
#[test]
fn only_a_number_of_the_kind_says_what_is_written_over() {
    let house = House::with_cast().unwrap();
    let mut api = house.api("account-manager").unwrap();
    let alder = bring(&mut api, "/api/v1/clients/import", "Name\nAlder Vets\n");
    let alder = alder[0]["id"].as_str().unwrap().to_owned();
    let digits = alder.rsplit('-').next().unwrap();
    let foreign = format!("Number,Name\n{digits},Mallow Motors\nLD-{digits},Mallow Motors\n");
    for row in bring(&mut api, "/api/v1/clients/import", &foreign) {
        let why = row["why"].as_str().unwrap();
        assert!(why.contains("Write the number as CL-12"), "{row}");
    }
    let held = api.get(&format!("/api/v1/clients/{alder}")).json();
    assert_eq!(held["name"], "Alder Vets");

    let mut page = house.signed_in("account-manager");
    let sheet = format!("Number,Name\n{alder},Mallow Motors\n,Birch Books\n,Birch Books\n");
    let looked = page.post_multipart("/clients/import", &[], &[upload(&sheet)]);
    let looked = looked.text();
    let changes = looked.split("The clients that change").nth(1).unwrap();
    assert!(
        changes.contains(&alder) && changes.contains("Alder Vets"),
        "{changes}"
    );
    assert!(
        looked.contains("Line 3 of this file has the same name"),
        "{looked}"
    );
}

/// What no sheet changes isn't passed over in silence.
#[test]
fn a_column_that_no_sheet_writes_says_what_is_so_or_refuses_its_row() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let mut api = house.api("team-lead").unwrap();
    let (id, title) = first_task(&mut api, &project);
    let sheet = format!("Number,Title,State,Mood\n{id},\"{title}\",Completed,good\n");
    let (import, rows) = brought(&mut api, "/api/v1/tasks/import", &[], sheet.as_bytes());
    assert_eq!(rows[0]["why"], "State isn't changed by a sheet.");
    assert_eq!(import["columns"][3]["head"], "Mood");
    assert_eq!(import["columns"][3]["field"], "-");
}

fn first_task(api: &mut Browser, project: &str) -> (String, String) {
    let all = api.get(&format!("/api/v1/tasks?project={project}&limit=200"));
    let first = all.json()["items"][0].clone();
    let said = |key: &str| first[key].as_str().unwrap().to_owned();
    (said("id"), said("title"))
}

#[test]
fn rules_over_several_fields_hold_for_sheets_and_for_several() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let mut api = house.api("team-lead").unwrap();
    let (id, title) = first_task(&mut api, &project);
    let mut set = |columns: &str, cells: &str| {
        let sheet = format!("Number,Title,{columns}\n{id},\"{title}\",{cells}\n");
        bring(&mut api, "/api/v1/tasks/import", &sheet).remove(0)
    };
    let both = set("Start,Due", "2031-03-03,2031-03-05");
    assert_eq!(both["what"], "changed", "{both}");
    let late = set("Start", "2031-03-06");
    let why = late["why"].as_str().unwrap();
    assert!(why.contains("before it starts"), "{late}");
    assert_eq!(set("Start", "2031-03-05")["what"], "changed");
    // As people and spreadsheets write yes and no.
    for (cell, holds) in [("YES", true), ("yes", true), ("FALSE", false)] {
        set("Has to pass review", cell);
        let task: Task = house
            .visit()
            .find(atrium::base::Id::parse(&id).unwrap())
            .unwrap();
        assert_eq!(task.review_needed, holds, "{cell}");
    }
    let body = json!({ "keys": [id], "due": "2031-03-01" });
    let refused = api.post_json("/api/v1/tasks/bulk", &body);
    assert_eq!(refused.status, 409, "{}", refused.text());
    assert!(
        refused.text().contains("before it starts") && refused.text().contains(&id),
        "{}",
        refused.text()
    );
}

/// Also for somebody who may not see all that their tasks name.
#[test]
fn tasks_go_out_and_come_in_and_none_is_changed() {
    let house = House::filled().unwrap();
    for role in ["team-lead", "administrator"] {
        let out = house.signed_in(role).get("/tasks/export.csv");
        assert_eq!(out.status, 200, "{}", out.text());
        let out = out.text();
        let mut read = csv::Reader::from_reader(out.as_bytes());
        let mut some = csv::Writer::from_writer(Vec::new());
        some.write_record(read.headers().unwrap()).unwrap();
        for row in read.records().take(900) {
            some.write_record(&row.unwrap()).unwrap();
        }
        let some = String::from_utf8(some.into_inner().unwrap()).unwrap();
        let mut api = house.api(role).unwrap();
        let again = bring(&mut api, "/api/v1/tasks/import", &some);
        assert!(!again.is_empty());
        let other = again.iter().find(|row| row["what"] != "as it is");
        assert!(other.is_none(), "{role}: {other:?}");
    }
}

#[test]
fn several_are_changed_at_once_or_none_is() {
    let house = House::with_cast().unwrap();
    let mut api = house.api("account-manager").unwrap();
    bring(
        &mut api,
        "/api/v1/clients/import",
        "Name\nFir\nGorse\nHazel\n",
    );
    let all = api.get("/api/v1/clients").json();
    let all = all["items"].as_array().unwrap();
    let keys: Vec<String> = all
        .iter()
        .map(|c| c["id"].as_str().unwrap().to_owned())
        .collect();
    let owner = house.account("sales-manager").id.to_string();
    let mut with_missing = keys.clone();
    with_missing.push("CL-9999".into());
    let body = json!({ "keys": with_missing, "owner": owner });
    let refused = api.post_json("/api/v1/clients/bulk", &body);
    assert_eq!(refused.status, 403);
    assert!(
        refused.text().contains("CL-9999 is not there"),
        "{}",
        refused.text()
    );
    let owners = |api: &mut Browser| -> Vec<Value> {
        let all = api.get("/api/v1/clients").json();
        let all = all["items"].as_array().unwrap();
        all.iter().map(|client| client["owner"].clone()).collect()
    };
    assert!(!owners(&mut api).contains(&json!(owner)), "none is changed");
    let body = json!({ "keys": keys, "owner": owner });
    let done = api.post_json("/api/v1/clients/bulk", &body);
    assert_eq!(done.json()["changed"], 3, "{}", done.text());
    assert!(owners(&mut api).iter().all(|held| *held == json!(owner)));
    let stranger = json!({ "keys": keys, "owner": "U-9999" });
    assert_eq!(api.post_json("/api/v1/clients/bulk", &stranger).status, 422);
    let nothing = api.post_json("/api/v1/clients/bulk", &json!({ "keys": keys }));
    assert!(
        nothing.text().contains("Say what to change: owner"),
        "{}",
        nothing.text()
    );

    // One Undo takes all of it back.
    let seq = house.newest_deed();
    let undone = api.post_json(&format!("/api/v1/journal/{seq}/undo"), &json!({}));
    assert_eq!(undone.status, 200, "{}", undone.text());
    assert!(!owners(&mut api).contains(&json!(owner)));
}
