//! Sheets by the fields of their records: what goes out comes in again as it was, each row is accounted for, and several
//! records are changed at once, all or none.

use atrium::{
    base::text::clean_block,
    data::{Entity, FieldKind, Page, Paging, Query, Visit},
    features::{
        clients::{self, Client},
        leads::{self, Lead, LeadForm},
        records::{Imported, Rows, Typed, Wanted, sheet_of},
        tasks::{TASKS_BY_STATE, Task},
    },
    testing::{
        client::{Client as Browser, Upload},
        house::House,
    },
    web::Form,
};
use serde_json::{Value, json};

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
    let sheet = sheet_of(visit, list).unwrap();
    let read = Rows::of(visit, R::INFO, &ALL, &sheet).unwrap();
    let typed = Typed::of(visit).unwrap();
    let written = R::INFO.fields.iter();
    let written = written.filter(|field| field.in_sheets && field.form().is_some());
    let taken = read.columns.iter().filter(|(_, field)| field.is_some());
    assert_eq!(taken.count(), written.count(), "{:?}", read.columns);
    assert!(read.rows.len() > 20);
    for row in &read.rows {
        let number = row.number.as_deref().unwrap();
        let record = visit.find(atrium::base::Id::<R>::parse(number).unwrap());
        let record = record.unwrap();
        let stored = serde_json::to_value(&record).unwrap();
        for said in row.said.as_ref().unwrap() {
            let (field, held) = (said.field, &stored[said.field.stored]);
            let at = format!("{number} {field:?}");
            assert_eq!(
                said.cell,
                clean_block(&typed.cell(&field.kind, held)),
                "{at}"
            );
            if !matches!(field.kind, FieldKind::YesNo) {
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

fn bring(who: &mut Browser, path: &str, sheet: &str) -> Vec<Value> {
    let upload = Upload {
        field: "file",
        filename: "sheet.csv",
        content_type: "text/csv",
        bytes: sheet.as_bytes(),
    };
    let answer = who.post_multipart(path, &[], &[upload]);
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["items"].as_array().unwrap().clone()
}

fn words(items: &[Value]) -> Vec<&str> {
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
    assert!(why(3).contains(&alder), "{}", why(3));
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

/// A retry makes none twice, whatever each row would be taken for by then.
#[test]
fn a_sheet_that_is_sent_again_under_its_key_is_done_once() {
    let house = House::with_cast().unwrap();
    let sheet = "Name\nDogwood Dental\nElm Electric\n";
    let body = format!(
        "--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n{sheet}\r\n--b--\r\n"
    );
    let headers = [
        ("content-type", "multipart/form-data; boundary=b"),
        ("idempotency-key", "clients of elm street"),
    ];
    let mut api = house.api("account-manager").unwrap();
    for _ in 0..2 {
        let answer = api.request("POST", "/api/v1/clients/import", &headers, body.as_bytes());
        assert_eq!(answer.status, 200, "{}", answer.text());
    }
    let all = api.get("/api/v1/clients?limit=200").json();
    assert_eq!(all["items"].as_array().unwrap().len(), 2);
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
    let seq = house.store.newest();
    let undone = api.post_json(&format!("/api/v1/journal/{seq}/undo"), &json!({}));
    assert_eq!(undone.status, 200, "{}", undone.text());
    assert!(!owners(&mut api).contains(&json!(owner)));
}
