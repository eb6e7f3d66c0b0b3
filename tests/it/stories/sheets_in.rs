//! Sheets as the world sends them: what other programs and other continents write, doubles and branches, long ones that
//! are cut off, and what goes out of one house and into another.

use std::{
    collections::BTreeMap,
    sync::Arc,
    time::{Duration, Instant},
};

use atrium::{
    base::Moment,
    data::Visit,
    features::{people, sign_in},
    testing::{
        cast,
        client::{Client as Browser, Upload},
        house::{self, House},
    },
};
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::{
    killed::start,
    sheets::{brought, every, sent, upload, words},
};
use crate::support::failing_files::{FailingFiles, How};

const LEADS: &str = "/api/v1/leads/import";

/// All leads, in the order in which they came.
fn leads(who: &mut Browser) -> Vec<Value> {
    let mut all = every(who, "/api/v1/leads");
    let number = |lead: &Value| -> u64 { lead["id"].as_str().unwrap()[3..].parse().unwrap() };
    all.sort_by_key(number);
    all
}

fn texts<'r>(rows: &'r [Value], key: &str) -> Vec<&'r str> {
    rows.iter()
        .map(|row| row[key].as_str().unwrap_or_default())
        .collect()
}

/// Looks at a sheet without bringing it in.
fn looked(who: &mut Browser, said: &[(&str, &str)], sheet: &[u8]) -> Value {
    let file = Upload {
        bytes: sheet,
        ..upload("")
    };
    let answer = who.post_multipart("/api/v1/leads/import/preview", said, &[file]);
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

#[test]
fn a_telephone_number_that_became_a_float_is_none() {
    let house = House::with_cast().unwrap();
    let mut omar = house.api("sales-closer").unwrap();
    let sheet = "Business name,City,Phone,E-mail\r\n\
        Alma Tailors,Austin,2.10556E+09,\r\n\
        Birch Bakery,Boerne,2.10556E+09,\r\n\
        Cedar Clinic,Comfort,2105560101.0,\r\n\
        Dune Dental,Devine,,hello@dune.example\r\n";
    let (_, rows) = brought(&mut omar, LEADS, &[], sheet.as_bytes());
    assert_eq!(words(&rows), ["refused", "refused", "refused", "new"]);
    for row in &rows[..3] {
        let why = row["why"].as_str().unwrap();
        assert!(
            why.contains("Phone is a number that a spreadsheet made"),
            "{why}"
        );
    }
    // A form refuses it as a sheet does.
    let body = json!({ "company": "Elm", "phone": "2.10556E+09" });
    assert_eq!(omar.post_json("/api/v1/leads", &body).status, 422);
}

/// Two area codes that differ in their first digit alone, and one switchboard with two extensions.
#[test]
fn telephone_numbers_are_the_same_where_they_ring_the_same() {
    let house = House::with_cast().unwrap();
    let mut omar = house.api("sales-closer").unwrap();
    let sheet = "Business name,City,Phone\r\n\
        Alma Tailors,San Antonio,210-555-0142\r\n\
        Birch Bakery,Los Angeles,310-555-0142\r\n\
        Cedar Clinic,Comfort,830-555-0199 x12\r\n\
        Cedar Dental,Comfort,+1 (830) 555-0199 ext. 14\r\n";
    let (_, rows) = brought(&mut omar, LEADS, &[], sheet.as_bytes());
    assert_eq!(words(&rows), ["new", "new", "new", "refused"], "{rows:?}");
    let why = rows[3]["why"].as_str().unwrap();
    assert!(
        why.contains("the same phone, but another company name"),
        "{why}"
    );
}

const BRANCHES: &str = "Business name,City,Phone,E-mail\r\n\
    Quill Coffee,Austin,512-555-0101,austin@quill.example\r\n\
    Quill Coffee,Boerne,830-555-0102,boerne@quill.example\r\n\
    Ridge Law,Austin,512-555-0199,office@ridge.example\r\n\
    Sable Tax,Austin,512-555-0199,office@sable.example\r\n";

#[test]
fn branches_are_told_from_doubles_and_whoever_brings_them_chooses() {
    let house = House::with_cast().unwrap();
    let mut omar = house.api("sales-closer").unwrap();
    let (import, rows) = brought(&mut omar, LEADS, &[], BRANCHES.as_bytes());
    assert_eq!(words(&rows), ["new", "refused", "new", "refused"]);
    let why = rows[1]["why"].as_str().unwrap();
    assert!(
        why.contains("the same company name, but another city") && why.contains("perhaps another"),
        "{why}"
    );
    let why = rows[3]["why"].as_str().unwrap();
    assert!(
        why.contains("the same phone, but another company name"),
        "{why}"
    );
    assert_eq!(import["passed_over"].as_array().unwrap().len(), 2);

    // The rows passed over come whole, and come in once somebody says that they are others.
    let at = format!(
        "/api/v1/imports/{}/passed-over.csv",
        import["id"].as_str().unwrap()
    );
    let passed = omar.get(&at).text();
    let first = passed.lines().next().unwrap();
    assert_eq!(first, "Business name,City,Phone,E-mail,Line,Why");
    assert!(
        passed.contains("Quill Coffee,Boerne,830-555-0102,boerne@quill.example,3,"),
        "{passed}"
    );
    let said = [("alike", "add_branches")];
    let (again, rows) = brought(&mut omar, LEADS, &said, passed.as_bytes());
    assert_eq!(words(&rows), ["new", "new"], "{rows:?}");
    assert_eq!(again["passed_over"], json!([]));
    assert_eq!(leads(&mut omar).len(), 4);

    // By now all four are there: no branch comes twice, unless everything is to be added.
    let (_, rows) = brought(&mut omar, LEADS, &said, BRANCHES.as_bytes());
    assert_eq!(words(&rows), ["refused"; 4]);
    let (_, rows) = brought(
        &mut omar,
        LEADS,
        &[("alike", "add_all")],
        BRANCHES.as_bytes(),
    );
    assert_eq!(words(&rows), ["new"; 4]);
}

#[test]
fn a_preview_says_what_comes_of_rows_alike_in_one_file() {
    for (alike, comes) in [
        ("pass_over", ["new", "refused", "new", "refused"]),
        ("add_branches", ["new", "new", "new", "new"]),
        ("add_all", ["new", "new", "new", "new"]),
        ("update", ["new", "refused", "new", "refused"]),
    ] {
        let house = House::with_cast().unwrap();
        let mut omar = house.api("sales-closer").unwrap();
        let said = [("alike", alike)];
        let before = looked(&mut omar, &said, BRANCHES.as_bytes());
        let before = texts(before["items"].as_array().unwrap(), "what").join(" ");
        let (_, rows) = brought(&mut omar, LEADS, &said, BRANCHES.as_bytes());
        assert_eq!(words(&rows), comes, "{alike}: {rows:?}");
        assert_eq!(before, comes.join(" "), "{alike}");
    }
    // Two rows of one file don't write over one another, though they are the same.
    let house = House::with_cast().unwrap();
    let mut omar = house.api("sales-closer").unwrap();
    let twice = "Company,E-mail,Notes\nQuill,a@quill.example,one\nQuill,a@quill.example,two\n";
    let (_, rows) = brought(&mut omar, LEADS, &[("alike", "update")], twice.as_bytes());
    assert_eq!(words(&rows), ["new", "refused"], "{rows:?}");
    assert_eq!(texts(&leads(&mut omar), "wish"), ["one"]);
}

#[test]
fn what_is_there_is_updated_by_what_a_row_says() {
    let house = House::with_cast().unwrap();
    let mut omar = house.api("sales-closer").unwrap();
    let sheet = "Company,E-mail,City,Notes\nQuill Coffee,austin@quill.example,Austin,old\nRidge Law,,Austin,\n";
    brought(&mut omar, LEADS, &[], sheet.as_bytes());
    let more = "Company,E-mail,City,Notes,Phone\n\
        Quill Coffee,austin@quill.example,,new words,512-555-0101\n\
        Ridge Law,,Austin,,\n\
        Sable Tax,,,,\n";
    let (import, rows) = brought(&mut omar, LEADS, &[("alike", "update")], more.as_bytes());
    assert_eq!(words(&rows), ["changed", "as it is", "new"], "{rows:?}");
    let quill = &leads(&mut omar)[0];
    assert_eq!(
        (&quill["city"], &quill["wish"], &quill["phone"]),
        (
            &json!("Austin"),
            &json!("new words"),
            &json!("512-555-0101")
        )
    );
    // Taken back, it is as it was: what was updated, and what was made.
    let back = format!(
        "/api/v1/imports/{}/take-back",
        import["id"].as_str().unwrap()
    );
    let back = omar.post_json(&back, &json!({})).json();
    assert_eq!(
        (&back["state"], &back["stayed"]),
        (&json!("taken_back"), &json!(0))
    );
    let all = leads(&mut omar);
    assert_eq!(all.len(), 2);
    let quill = all
        .iter()
        .find(|lead| lead["company"] == "Quill Coffee")
        .unwrap();
    assert_eq!(
        (&quill["wish"], &quill["phone"]),
        (&json!("old"), &json!(""))
    );
}

#[test]
fn names_are_put_where_they_belong() {
    let house = House::with_cast().unwrap();
    let mut omar = house.api("sales-closer").unwrap();
    let sheet = b"Name,Company,E-mail,Phone,Mobile\r\n\
        Ines Fable,Fable & Sons,ines@fable.example,,210-555-0111\r\n\
        Otto Grane,Grane Roofing,otto@grane.example,210-555-0112,210-555-0113\r\n";
    let said = looked(&mut omar, &[], sheet);
    let about = texts(said["columns"].as_array().unwrap(), "about");
    assert_eq!(about[3..], ["Counts first", "Counts where Phone is empty"]);
    brought(&mut omar, LEADS, &[], sheet);
    brought(
        &mut omar,
        LEADS,
        &[],
        b"First Name,Last Name,Company,E-mail\nAda,Hale,Hale Inc,ada@hale.example\n",
    );
    let all = leads(&mut omar);
    assert_eq!(
        texts(&all, "company"),
        ["Fable & Sons", "Grane Roofing", "Hale Inc"]
    );
    assert_eq!(
        texts(&all, "contact"),
        ["Ines Fable", "Otto Grane", "Ada Hale"]
    );
    assert_eq!(texts(&all, "phone"), ["210-555-0111", "210-555-0112", ""]);
    // Of people as of leads.
    let mut hr = house.api("hr-manager").unwrap();
    let sheet = b"Surname,First name,E-mail address\nBerg,Ida,ida@berg.example\n";
    let (_, rows) = brought(&mut hr, "/api/v1/users/import", &[], sheet);
    let id = rows[0]["id"].as_str().unwrap();
    let ida = hr.get(&format!("/api/v1/users/{id}")).json();
    assert_eq!(ida["name"], "Ida Berg", "{rows:?}");
}

#[test]
fn a_row_that_names_what_is_not_there_says_so() {
    let house = House::with_cast().unwrap();
    let mut manager = house.api("administrator").unwrap();
    let sheet = b"Project,Title\nPRJ-999999,Nowhere\n";
    let (_, rows) = brought(&mut manager, "/api/v1/tasks/import", &[], sheet);
    let why = rows[0]["why"].as_str().unwrap();
    assert!(why.contains("names by number"), "{why}");
}

#[test]
fn what_keeps_a_spreadsheet_from_calculating_is_taken_off_again() {
    let house = House::with_cast().unwrap();
    let mut omar = house.api("sales-manager").unwrap();
    let sheet = b"Business name,Contact,Phone\r\n\
        Lund Optik,Mia Lund,+49 30 555 0142\r\n\
        @Home Care,Ole Berg,+47 55 50 01 43\r\n";
    brought(&mut omar, LEADS, &[], sheet);
    let out = house
        .signed_in("sales-manager")
        .get("/leads/export.csv")
        .text();
    assert!(
        out.contains("'+49 30 555 0142") && out.contains("'@Home Care"),
        "{out}"
    );
    let (_, rows) = brought(&mut omar, LEADS, &[], out.as_bytes());
    assert_eq!(words(&rows), ["as it is"; 2], "{rows:?}");
    let all = leads(&mut omar);
    assert_eq!(texts(&all, "phone"), ["+49 30 555 0142", "+47 55 50 01 43"]);
    let at = format!("/api/v1/leads/{}", all[1]["id"].as_str().unwrap());
    let body = json!({ "city": "Bergen" });
    let saved = omar.request(
        "PATCH",
        &at,
        &[("content-type", "application/json")],
        body.to_string().as_bytes(),
    );
    assert_eq!(saved.status, 200, "{}", saved.text());
}

/// Address books write `="0123"` so that no spreadsheet takes a number away from them.
#[test]
fn a_number_that_another_program_wrote_as_a_formula_is_that_number() {
    let house = House::with_cast().unwrap();
    let mut omar = house.api("sales-closer").unwrap();
    let sheet = b"Business name,Contact,Phone\r\n\
        =\"Lund Optik\",Mia Lund,\"=\"\"+49 30 555 0142\"\"\"\r\n";
    let (_, rows) = brought(&mut omar, LEADS, &[], sheet);
    assert_eq!(words(&rows), ["new"], "{rows:?}");
    let all = leads(&mut omar);
    assert_eq!(texts(&all, "company"), ["Lund Optik"]);
    assert_eq!(texts(&all, "phone"), ["+49 30 555 0142"]);
}

#[test]
fn one_bad_byte_costs_one_character_and_is_told() {
    let house = House::with_cast().unwrap();
    let mut omar = house.api("sales-closer").unwrap();
    let mut sheet = "Business name,Contact,City,Notes\r\n\
        Café Señorial,Zoë Müller,San José,wants a menu page\r\n\
        北京 Garden,Łukasz Żak,Łódź,wants photos\r\n\
        Plain Shop,Ann Lee,Austin,old note: caf"
        .as_bytes()
        .to_vec();
    sheet.extend(b"\xe9 next door\r\n");
    let said = looked(&mut omar, &[], &sheet);
    let notes = said["notes"].to_string();
    assert!(
        notes.contains("1 character could not be read") && notes.contains("line 4"),
        "{notes}"
    );
    brought(&mut omar, LEADS, &[], &sheet);
    let all = leads(&mut omar);
    assert_eq!(
        texts(&all, "company"),
        ["Café Señorial", "北京 Garden", "Plain Shop"]
    );
    assert_eq!(all[2]["wish"], "old note: caf\u{fffd} next door");

    let wide: Vec<u8> = "Firma\tOrt\r\nOst Łódź\tKiel\r\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let columns = [
        ("columns.0.head", "Firma"),
        ("columns.0.field", "company"),
        ("columns.1.head", "Ort"),
        ("columns.1.field", "city"),
    ];
    for bytes in [wide.clone(), [b"\xff\xfe", wide.as_slice()].concat()] {
        let said = looked(&mut omar, &columns, &bytes);
        assert_eq!(said["items"][0]["name"], "Ost Łódź", "{said}");
    }
}

#[test]
fn a_european_sheet_means_what_it_says() {
    let house = House::with_cast().unwrap();
    let mut omar = house.api("sales-closer").unwrap();
    let sheet = b"sep=;\r\nBusiness name;City;Value;Next follow-up\r\n\
        Nord Bau;Kiel;1.250;\r\n\
        Ost Bau;Rostock;1.250,50;\r\n\
        West Bau;Emden;800,5;\r\n\
        Sued Bau;Passau;900;09.12.2099\r\n\
        Mitte Bau;Kassel;900;2099-12-09\r\n";
    let (_, rows) = brought(&mut omar, LEADS, &[], sheet);
    assert_eq!(words(&rows), ["new"; 5], "{rows:?}");
    let all = leads(&mut omar);
    let values: Vec<i64> = all
        .iter()
        .map(|lead| lead["value"].as_i64().unwrap())
        .collect();
    assert_eq!(values, [125_000, 125_050, 80_050, 90_000, 90_000]);
    assert_eq!(texts(&all, "follow_up")[3..], ["2099-12-09", "2099-12-09"]);

    // What the column leaves open is asked; until it is said, such rows are refused.
    let open = b"Company;Value;Follow-up\nAlone Bau;1.250;03/04/2099\n";
    let said = looked(&mut omar, &[], open);
    assert_eq!(said["columns"][1]["open"], "1.250");
    assert_eq!(said["columns"][2]["open"], "03/04/2099");
    let (_, rows) = brought(&mut omar, LEADS, &[], open);
    let why = rows[0]["why"].as_str().unwrap();
    assert!(
        why.contains("Value: 1.250 can be") && why.contains("03/04/2099 can be"),
        "{why}"
    );
    let said = [
        ("columns.0.head", "Value"),
        ("columns.0.field", "value"),
        ("columns.0.reading", "comma"),
        ("columns.1.head", "Follow-up"),
        ("columns.1.field", "follow_up"),
        ("columns.1.reading", "day"),
    ];
    let (_, rows) = brought(&mut omar, LEADS, &said, open);
    assert_eq!(words(&rows), ["new"], "{rows:?}");
    let lead = leads(&mut omar).pop().unwrap();
    assert_eq!(
        (&lead["value"], &lead["follow_up"]),
        (&json!(125_000), &json!("2099-04-03"))
    );
}

#[test]
fn what_a_form_refuses_no_sheet_brings_in() {
    let house = House::with_cast().unwrap();
    let mut omar = house.api("sales-closer").unwrap();
    let long = "x".repeat(4001);
    let sheet = format!(
        "Company,Source,Services,Website,Follow-up,Notes,City\n\
        A,Fair in May,,,,,\nB,,Plumbing,,,,\nC,,,javascript:alert(1),,,\nD,,,,2001-01-01,,\nE,,,,,{long},\n\
        F,,,,,,{}\nG,yelp,\"Web design, SEO\",g.example,2099-01-01,fine,Austin\n",
        "y".repeat(81)
    );
    let (_, rows) = brought(&mut omar, LEADS, &[], sheet.as_bytes());
    let whys = texts(&rows, "why");
    for (at, why) in [
        "Source",
        "Services",
        "Website",
        "follow-up",
        "What they wish",
        "City",
    ]
    .iter()
    .enumerate()
    {
        assert!(whys[at].contains(why), "{why}: {}", whys[at]);
    }
    assert_eq!(rows[6]["what"], "new");
    let held = &leads(&mut omar)[0];
    assert_eq!(
        (&held["source"], &held["categories"]),
        (&json!("yelp"), &json!(["web", "seo"]))
    );
    // The preview says the same before.
    let said = looked(&mut omar, &[], sheet.as_bytes());
    assert_eq!((&said["refused"], &said["rows"]), (&json!(7), &json!(7)));
}

#[test]
fn what_a_column_is_can_be_said_and_is_remembered() {
    let house = House::with_cast().unwrap();
    let mut omar = house.signed_in("sales-closer");
    let sheet = "Firma;Ort;Notiz\nNord Bau;Kiel;ruft an\n";
    let page = omar.post_multipart("/leads/import", &[], &[upload(sheet)]);
    assert_eq!(page.status, 422);
    let page = page.text();
    assert!(page.contains("No column holds company"), "{page}");
    let say = |page: &str, changes: &[(&str, &str)]| {
        let mut pairs: BTreeMap<String, String> = sent(page).into_iter().collect();
        for (name, value) in changes {
            pairs.insert((*name).to_owned(), (*value).to_owned());
        }
        pairs
    };
    let post = |omar: &mut Browser, path: &str, pairs: &BTreeMap<String, String>| {
        let pairs: Vec<(&str, &str)> = pairs
            .iter()
            .map(|(n, v)| (n.as_str(), v.as_str()))
            .collect();
        omar.post_form(path, &pairs)
    };
    let chosen = say(
        &page,
        &[("columns.0.field", "company"), ("columns.1.field", "city")],
    );
    let again = post(&mut omar, "/leads/import/look", &chosen);
    assert_eq!(again.status, 200, "{}", again.text());
    let again = again.text();
    assert!(again.contains("Bring in 1 row"), "{again}");
    let chosen = say(&again, &[]);
    assert_eq!(chosen["columns.0.field"], "company");
    let done = post(&mut omar, "/leads/import/run", &chosen);
    assert_eq!(done.status, 303, "{}", done.text());
    let done = omar.follow(done).text();
    assert!(done.contains("Import of sheet.csv"), "{done}");
    // The next sheet with this head is taken alike; another's isn't.
    let more = "Firma;Ort;Notiz\nOst Bau;Rostock;\n";
    let next = omar
        .post_multipart("/leads/import", &[], &[upload(more)])
        .text();
    assert!(
        next.contains("as for your last sheet") && next.contains("Bring in 1 row"),
        "{next}"
    );
    let mut api = house.api("sales-closer").unwrap();
    assert_eq!(texts(&leads(&mut api), "city"), ["Kiel"]);
    let mut manager = house.signed_in("sales-manager");
    let theirs = manager.post_multipart("/leads/import", &[], &[upload(more)]);
    assert_eq!(theirs.status, 422);
}

/// Columns without a name, which spreadsheets write, and one named by a whole paragraph come in by the page as well.
#[test]
fn a_sheet_with_columns_without_a_name_comes_in_by_its_page() {
    let house = House::with_cast().unwrap();
    let mut omar = house.signed_in("sales-closer");
    let long = "notes ".repeat(400);
    let sheet = format!("Company,,City,,{long}\nNord Bau,1,Kiel,,x\n");
    let page = omar.post_multipart("/leads/import", &[], &[upload(&sheet)]);
    assert_eq!(page.status, 200, "{}", page.text());
    let page = page.text();
    assert!(page.contains("Column 2 (no name)"), "{page}");
    let pairs = sent(&page);
    let pairs: Vec<(&str, &str)> = pairs
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let done = omar.post_form("/leads/import/run", &pairs);
    assert_eq!(done.status, 303, "{}", done.text());
    let mut api = house.api("sales-closer").unwrap();
    assert_eq!(texts(&leads(&mut api), "city"), ["Kiel"]);
    // A program that names a column that isn't there hears it, and nothing comes in.
    let said = [
        ("columns.0.head", "Compnay"),
        ("columns.0.field", "company"),
    ];
    let answer = api.post_multipart(LEADS, &said, &[upload(&sheet)]);
    assert_eq!(answer.status, 422, "{}", answer.text());
    assert!(
        answer.text().contains("no column Compnay"),
        "{}",
        answer.text()
    );
    assert_eq!(leads(&mut api).len(), 1);
}

/// Texts that sheets have trouble with.
const HARD: [&str; 10] = [
    "plain",
    "with, comma; and | more",
    "say \"hi\"",
    "'quoted'",
    "=1+1",
    "'=1+1",
    "@home",
    "Łódź 北京 café",
    "tab\tand 1.250",
    "-5 €",
];

/// The columns of a sheet that a second house can be given, by rows.
fn comparable(sheet: &str) -> Vec<BTreeMap<String, String>> {
    let left = [
        "Number",
        "Owner",
        "Added",
        "Last touched",
        "Score",
        "Client since",
        "Departments",
        "Second factor",
        "Signed in",
    ];
    let mut read = csv::Reader::from_reader(sheet.as_bytes());
    let heads: Vec<String> = read.headers().unwrap().iter().map(str::to_owned).collect();
    let mut rows: Vec<BTreeMap<String, String>> = read
        .records()
        .map(|row| {
            let row = row.unwrap();
            let cells = heads.iter().cloned().zip(row.iter().map(str::to_owned));
            cells
                .filter(|(head, _)| !left.contains(&head.as_str()))
                .collect()
        })
        .collect();
    rows.sort();
    rows
}

/// What goes out of one house goes into another, and comes out of that as it was.
#[test]
fn a_sheet_that_goes_from_house_to_house_stays_what_it_is() {
    let (one, other) = (House::with_cast().unwrap(), House::with_cast().unwrap());
    let mut api = one.api("administrator").unwrap();
    for n in 0..40usize {
        let hard = |k: usize| HARD[(n / (k + 1) + k) % HARD.len()];
        let lead = json!({
            "company": format!("{} {n}", hard(0)), "contact": hard(1), "city": hard(2),
            "email": format!("p{n}@shop.example"), "phone": format!("+49 30 555 {n:04}"),
            "website": format!("shop{n}.example"), "wish": format!("{}\n{}", hard(3), hard(4)),
            "source": "referral", "categories": if n % 2 == 0 { json!(["web", "seo"]) } else { json!([]) },
            "value": format!("{}.{:02}", n * 731, n), "follow_up": "2099-03-04", "despite": true,
        });
        let made = api.post_json("/api/v1/leads", &lead);
        assert_eq!(made.status, 201, "{}", made.text());
        let client = json!({
            "name": format!("{} {n}", hard(0)), "phone": format!("+49 30 555 {n:04}"), "website": format!("c{n}.example"),
            "address": format!("{}\n{}", hard(1), hard(2)), "source": hard(3), "note": hard(4), "categories": ["gmb"],
        });
        let made = api.post_json("/api/v1/clients", &client);
        assert_eq!(made.status, 201, "{}", made.text());
    }
    let mut theirs = other.api("administrator").unwrap();
    for kind in ["leads", "clients", "users"] {
        let out_of = format!("/api/v1/{kind}/export.csv");
        let into = format!("/api/v1/{kind}/import");
        let out = api.get(&out_of).text();
        let said = [("columns.0.head", "Number"), ("columns.0.field", "-")];
        let (import, rows) = brought(&mut theirs, &into, &said, out.as_bytes());
        if kind == "users" {
            // The cast is in both; who is there already stays.
            assert_eq!(import["added"], 0);
        } else {
            let wrong = rows.iter().find(|row| row["what"] != "new");
            assert!(wrong.is_none(), "{kind}: {wrong:?}");
            assert_eq!(rows.len(), 40);
        }
        let after = theirs.get(&out_of).text();
        assert_eq!(comparable(&after), comparable(&out), "{kind}");
        // Into the house it came from, it says nothing new.
        let (_, rows) = brought(&mut api, &into, &[], out.as_bytes());
        let other = rows.iter().find(|row| row["what"] != "as it is");
        assert!(other.is_none(), "{kind}: {other:?}");
    }
}

fn long(rows: usize) -> String {
    let mut sheet = String::from("Company,E-mail\n");
    for n in 0..rows {
        sheet.push_str(&format!("Shop {n},p{n}@shop.example\n"));
    }
    sheet
}

/// A preview judges the first ten thousand rows; what stands below them comes in all the same, whatever those are.
#[test]
fn a_preview_of_a_very_long_sheet_says_how_far_it_looked() {
    let house = House::with_cast().unwrap();
    let mut omar = house.api("sales-closer").unwrap();
    let mut sheet = String::from("Company,E-mail\n");
    for n in 0..10_000 {
        sheet.push_str(&format!("Shop {n},none\n"));
    }
    sheet.push_str("Zeta,zeta@shop.example\n");
    let said = looked(&mut omar, &[], sheet.as_bytes());
    assert_eq!(
        (
            &said["rows"],
            &said["judged"],
            &said["refused"],
            &said["new"]
        ),
        (&json!(10_001), &json!(10_000), &json!(10_000), &json!(0))
    );
    let mut page = house.signed_in("sales-closer");
    let page = page
        .post_multipart("/leads/import", &[], &[upload(&sheet)])
        .text();
    assert!(
        page.contains("The first 10,000 rows are judged here"),
        "{page}"
    );
    assert!(
        page.contains("Bring in the rows"),
        "the last one can come in"
    );
}

fn ended(who: &mut Browser, id: &str) -> Value {
    let mut until = Instant::now() + Duration::from_secs(60);
    let mut to_come = Value::Null;
    loop {
        let import = who.get(&format!("/api/v1/imports/{id}")).json();
        let under_way = ["running", "taking_back"].contains(&import["state"].as_str().unwrap());
        if !under_way {
            return import;
        }
        assert!(Instant::now() < until, "{import}");
        // However long it is: it has to get on.
        if import["to_come"] != to_come {
            until = Instant::now() + Duration::from_secs(60);
            to_come = import["to_come"].clone();
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn a_long_sheet_goes_on_by_itself_and_can_be_ended() {
    let house = House::with_cast().unwrap();
    let mut omar = house.api("sales-closer").unwrap();
    let sheet = long(1_500);
    let begin = |omar: &mut Browser| {
        let answer = omar.post_multipart(LEADS, &[], &[upload(&sheet)]);
        assert_eq!(answer.status, 201, "{}", answer.text());
        answer.json()["id"].as_str().unwrap().to_owned()
    };
    let id = begin(&mut omar);
    let import = ended(&mut omar, &id);
    assert_eq!(
        (&import["state"], &import["added"]),
        (&json!("done"), &json!(1_500))
    );
    // Its rows are walked to the last one and back, page by page.
    let at = format!("/api/v1/imports/{id}/rows?limit=130");
    let lines = |page: &Value| -> Vec<u64> {
        let rows = page["items"].as_array().unwrap().iter();
        rows.map(|row| row["line"].as_u64().unwrap()).collect()
    };
    let walk = |omar: &mut Browser, from: Value, way: &str, side: &str| {
        let (mut page, mut pages) = (from, Vec::new());
        loop {
            pages.push(lines(&page));
            let Some(cursor) = page[side].as_str() else {
                return (pages, page);
            };
            page = omar.get(&format!("{at}&{way}={cursor}")).json();
        }
    };
    let first = omar.get(&at).json();
    let (pages, last) = walk(&mut omar, first, "after", "next");
    assert_eq!(pages.concat(), (2..=1_501).collect::<Vec<u64>>());
    let (mut back, _) = walk(&mut omar, last, "before", "previous");
    back.reverse();
    assert_eq!(back.concat(), (2..=1_501).collect::<Vec<u64>>());
    let page = house
        .signed_in("sales-closer")
        .get(&format!("/imports/{id}"))
        .text();
    assert!(page.contains("Take the import back"), "{page}");
    // Ended before its last row: what didn't come is among the rows passed over.
    let second = begin(&mut omar);
    let cancelled = omar.post_json(&format!("/api/v1/imports/{second}/cancel"), &json!({}));
    if cancelled.status == 200 {
        let import = ended(&mut omar, &second);
        assert_eq!(import["passed"], import["rows"]);
        let at = format!("/api/v1/imports/{second}/passed-over.csv");
        assert_eq!(omar.get(&at).text().lines().count(), 1_501);
    }
    let back = omar.post_json(&format!("/api/v1/imports/{id}/take-back"), &json!({}));
    assert_eq!(back.status, 200, "{}", back.text());
    let import = ended(&mut omar, &id);
    assert_eq!(
        (&import["state"], &import["stayed"]),
        (&json!("taken_back"), &json!(0))
    );
    assert_eq!(leads(&mut omar).len(), 0);
}

/// A disk that fails under a portion cuts it short: what came in stays, and the rest comes once.
#[test]
fn a_portion_that_was_cut_short_by_an_error_goes_on_behind_its_last_row() {
    let files = FailingFiles::default();
    let house = House::on_files(Arc::new(files.clone())).unwrap();
    let mut omar = house.api("sales-closer").unwrap();
    let sheet = long(1_500);
    let answer = omar.post_multipart(LEADS, &[], &[upload(&sheet)]);
    assert_eq!(answer.status, 201, "{}", answer.text());
    let at = format!("/api/v1/imports/{}", answer.json()["id"].as_str().unwrap());
    files.fail(How::Once);
    // While the store is opened anew it may be away.
    let until = Instant::now() + Duration::from_secs(120);
    let import = loop {
        let answer = omar.get(&at);
        if answer.status == 200 && answer.json()["state"] != "running" {
            break answer.json();
        }
        assert!([200, 503].contains(&answer.status), "{}", answer.text());
        assert!(Instant::now() < until, "{}", answer.text());
        std::thread::sleep(Duration::from_millis(50));
    };
    assert_eq!(
        (&import["state"], &import["added"], &import["passed"]),
        (&json!("done"), &json!(1_500), &json!(0)),
        "{import}"
    );
    let all = leads(&mut omar);
    let mut names = texts(&all, "company");
    names.sort_unstable();
    names.dedup();
    assert_eq!((names.len(), all.len()), (1_500, 1_500));
}

/// Killed in the middle, it goes on where it was, and no row comes twice. With ATRIUM_ROWS=100000 and `--release` the sheet
/// is as long as one may be.
#[test]
fn an_import_that_was_killed_goes_on_and_adds_nothing_twice() {
    let folder = house::fresh_folder("killed-import").unwrap();
    let token = {
        let store = house::open_store(&folder).unwrap();
        let visit = Visit::system(&store, Moment::now(), TimeZone::UTC);
        let accounts = cast::set_up(&visit, sign_in::new_totp_secret).unwrap();
        let closer = accounts
            .iter()
            .find(|a| a.role == "sales-closer")
            .unwrap()
            .id;
        let token = sign_in::add_token(&visit, closer, "sheets", 1, people::ADMINISTER).unwrap();
        store.close();
        token
    };
    let rows = std::env::var("ATRIUM_ROWS").ok();
    let rows: usize = rows.map_or(2_500, |rows| rows.parse().unwrap());
    // The last row is the first one's double, however far apart they are read.
    let sheet = format!("{}Shop 0,p0@shop.example\n", long(rows - 1));
    let (mut child, address) = start(&folder);
    let browser = |address| {
        Browser::new(address)
            .with_bearer(&token)
            .with_timeout(Duration::from_secs(30))
    };
    let answer = browser(address).post_multipart(LEADS, &[], &[upload(&sheet)]);
    assert_eq!(answer.status, 201, "{}", answer.text());
    let id = answer.json()["id"].as_str().unwrap().to_owned();
    for pause in [37, 61, 90] {
        std::thread::sleep(Duration::from_millis(pause));
        child.kill().unwrap();
        child.wait().unwrap();
        (child, _) = start(&folder);
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let (mut child, address) = start(&folder);
    let mut omar = browser(address);
    let import = ended(&mut omar, &id);
    assert_eq!(
        (&import["state"], &import["added"], &import["passed"]),
        (&json!("done"), &json!(rows - 1), &json!(1)),
        "{import}"
    );
    let why = import["passed_over"][0]["why"].as_str().unwrap();
    assert!(why.contains("Line 2 of this file has"), "{why}");
    let mut names: Vec<String> = leads(&mut omar)
        .iter()
        .map(|lead| lead["company"].to_string())
        .collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), rows - 1);
    child.kill().unwrap();
    child.wait().unwrap();
}
