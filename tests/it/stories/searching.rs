//! The box finds what is there, however it is written and asked for, and never what its asker may not see; and the index
//! is as the store, whatever end the process came to.

use std::{
    collections::BTreeSet,
    fs,
    path::Path,
    time::{Duration, Instant},
};

use atrium::{
    base::{Id, Moment, time},
    data::{
        Mark, Record, Ref, Store, Visit,
        full_text::{Ask, Clause, Rebuild, Stand, TextFound, languages},
        testing::by_hand,
    },
    features::{conversation::Post, leads::Lead, people},
    jobs::Supervisor,
    testing::{
        client::{Client, Upload},
        house::House,
    },
};
use image::ImageFormat;
use serde_json::{Value, json};

use super::{approval_kinds::patch, rooms::group, shares::as_person, work::text};
use crate::support::{
    papers::picture,
    steps::{done, get, page},
};

/// Numbers as they come, the same for the same seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }

    fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.roll(all.len())]
    }
}

const SAID: [&str; 14] = [
    "roof",
    "roofs",
    "gutter",
    "insurance",
    "insured",
    "booking",
    "form",
    "e-mail",
    "Müller",
    "failing",
    "checklist",
    "check",
    "list",
    "T-12",
];

fn sentence(dice: &mut Dice) -> String {
    let words = 1 + dice.roll(5);
    let words: Vec<&str> = (0..words).map(|_| dice.of(&SAID)).collect();
    words.join(" ")
}

fn word(text: &str, begins: bool) -> Clause {
    Clause::Word {
        text: text.into(),
        begins,
    }
}

/// A question that is no slip: those are forgiven by other rules than the one by hand has.
fn question(dice: &mut Dice) -> Ask {
    let mut ask = Ask::default();
    for _ in 0..1 + dice.roll(2) {
        let begins = dice.roll(3) == 0;
        let mut ways = vec![word(dice.of(&SAID), begins)];
        match dice.roll(6) {
            0 => ways.push(word(dice.of(&SAID), false)),
            1 => {
                ways = vec![Clause::Phrase(format!(
                    "{} {}",
                    dice.of(&SAID),
                    dice.of(&SAID)
                ))]
            }
            _ => {}
        }
        ask.all.push(ways);
    }
    match dice.roll(5) {
        0 => ask.not.push(word(dice.of(&SAID), false)),
        1 => ask.kinds.push(Lead::KIND.code),
        2 => ask.not_kinds.push(Post::KIND.code),
        _ => {}
    }
    ask
}

/// Every record, post and text that was found.
fn all_of(found: &TextFound) -> BTreeSet<Ref> {
    let mut all = BTreeSet::new();
    for hit in &found.hits {
        all.extend(hit.itself.then_some(hit.of));
        all.extend(&hit.beneath);
    }
    all
}

/// What the index and the store answer to one person is the same.
#[track_caller]
fn agree(visit: &Visit, ask: &Ask, when: &str) {
    let found = visit.full_text(ask, 5_000).unwrap().expect("an index");
    if found.nearly {
        // Nothing has the words themselves.
        assert!(
            by_hand::answers(visit, ask).unwrap().is_empty(),
            "{when}: {ask:?}"
        );
        return;
    }
    assert_eq!(
        all_of(&found),
        by_hand::answers(visit, ask).unwrap(),
        "{when}: {ask:?}"
    );
    assert_eq!(found.counted, all_of(&found).len());
}

/// A house whose index nobody keeps but the test.
fn kept_by_hand() -> House {
    let house = House::with_cast().unwrap();
    Supervisor::stop_all(&house.store);
    house.store.open_search_index(&languages(&[])).unwrap();
    make(&house.store, "the test begins");
    house
}

fn make(store: &Store, why: &str) {
    let mut rebuild = Rebuild::begin(store, why.into()).unwrap();
    while rebuild.portion(store, 3).unwrap() {}
}

/// Files so many entries more; whether there were any.
fn follow(store: &Store, at: &mut Mark, most: usize) -> bool {
    let entries = store.entries_from(*at, most, true).unwrap().unwrap();
    let Some(last) = entries.last() else {
        return false;
    };
    let to = Mark::from(last);
    store.index_entries(&entries, to).unwrap();
    *at = to;
    true
}

fn place(store: &Store) -> Mark {
    store.index_anew_from_commit().unwrap().expect("an index")
}

/// One deed of those that make, change, move and take away.
fn deed(house: &House, dice: &mut Dice, leads: &mut Vec<Id<Lead>>) {
    let names = people::Directory::of(&house.visit()).unwrap();
    let departments = [
        names.department_by_key("support").unwrap().id,
        names
            .department_by_key("sales")
            .unwrap_or(names.open_departments()[0])
            .id,
    ];
    let owners = [
        house.account("sales-manager").id,
        house.account("sales-closer").id,
    ];
    let (owner, department) = (dice.of(&owners), dice.of(&departments));
    let (company, said) = (sentence(dice), sentence(dice));
    let what = if leads.len() < 3 { 0 } else { dice.roll(6) };
    let at = (!leads.is_empty()).then(|| dice.roll(leads.len()));
    let chosen = at.map(|at| leads[at]);
    let made = house
        .visit()
        .act(people::ADMINISTER, move |change| {
            let now = change.at;
            match (what, chosen) {
                (1, Some(lead)) => {
                    let mut held = change.subject(lead)?;
                    held.company = company;
                    held.wish = said;
                    change.put(&held)?;
                }
                (2, Some(lead)) => {
                    // Everything that was said on it lies elsewhere then.
                    let mut held = change.subject(lead)?;
                    (held.owner, held.department) = (owner, department);
                    change.put(&held)?;
                }
                (3, Some(lead)) => {
                    let held = change.subject(lead)?;
                    change.delete(&held)?;
                }
                (4 | 5, Some(lead)) => {
                    change.insert(Post {
                        on: lead.as_ref(),
                        by: owner,
                        text: said,
                        at: now,
                        ..Post::default()
                    })?;
                }
                _ => {
                    let made = change.insert(Lead {
                        owner,
                        department,
                        company,
                        contact: said,
                        entered: now,
                        touched: now,
                        ..Lead::default()
                    })?;
                    return Ok(Some(made.id.raw()));
                }
            }
            Ok(None)
        })
        .unwrap();
    leads.extend(made.map(Id::new));
    if what == 3
        && let Some(at) = at
    {
        leads.swap_remove(at);
    }
}

/// The folder as a kill would leave it: copied while nothing is being renamed in it.
fn copy_as_it_lies(from: &Path, to: &Path) {
    let meta = |folder: &Path| {
        let mut all = Vec::new();
        for generation in fs::read_dir(folder).unwrap().flatten() {
            all.push(fs::read(generation.path().join("meta.json")).unwrap_or_default());
        }
        all
    };
    loop {
        let before = meta(from);
        let _ = fs::remove_dir_all(to);
        if copied(from, to).is_ok() && meta(from) == before {
            return;
        }
    }
}

fn copied(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        match entry.file_type()?.is_dir() {
            true => copied(&entry.path(), &to)?,
            false => fs::copy(entry.path(), to).map(drop)?,
        }
    }
    Ok(())
}

#[test]
fn the_index_is_as_the_store_whatever_is_done_and_however_it_ends() {
    let house = kept_by_hand();
    let store = &house.store;
    let mut dice = Dice(
        std::env::var("ATRIUM_SEED")
            .ok()
            .and_then(|s| s.parse().ok())
            .unwrap_or(7),
    );
    let (mut leads, mut at) = (Vec::new(), place(store));
    let folder = store.folder().join("search");
    let left = store.folder().join("search-as-it-was-left");
    let people = ["sales-closer", "sales-manager", "superadmin", "team-member"];
    for round in 0..40 {
        for _ in 0..1 + dice.roll(4) {
            deed(&house, &mut dice, &mut leads);
        }
        let who = house.account(dice.of(&people)).id;
        let asks: Vec<Ask> = (0..3).map(|_| question(&mut dice)).collect();
        // Not everything is filed yet, and found all the same.
        for ask in &asks {
            agree(
                &as_person(&house, who, Moment::now()),
                ask,
                &format!("round {round}, behind"),
            );
        }
        for _ in 0..dice.roll(3) {
            follow(store, &mut at, 1 + dice.roll(4));
        }
        if dice.roll(4) == 0 {
            copy_as_it_lies(&folder, &left);
            // Whatever was done from here on is lost to the index.
            for _ in 0..dice.roll(3) {
                deed(&house, &mut dice, &mut leads);
                follow(store, &mut at, 10);
            }
            store.search_index().close();
            fs::remove_dir_all(&folder).unwrap();
            fs::rename(&left, &folder).unwrap();
            store.open_search_index(&languages(&[])).unwrap();
            assert_eq!(
                store.search_index().wanted(),
                None,
                "a kill asks for no new one"
            );
            at = place(store);
        }
        if dice.roll(3) == 0 {
            while follow(store, &mut at, 7) {}
            assert_eq!(store.index_differs().unwrap(), [], "round {round}");
            for ask in &asks {
                agree(
                    &as_person(&house, who, Moment::now()),
                    ask,
                    &format!("round {round}"),
                );
            }
        }
    }
    make(store, "the test ends");
    assert_eq!(store.index_differs().unwrap(), []);
}

#[test]
fn what_is_taken_away_is_in_no_segment_any_more() {
    let house = kept_by_hand();
    let store = &house.store;
    let mut at = place(store);
    let visit = house.visit();
    let owner = house.account("sales-closer").id;
    let id = visit
        .act(people::ADMINISTER, move |change| {
            let made = change.insert(Lead {
                owner,
                company: "Xylophone Quartet".into(),
                wish: "a marimbaphone".into(),
                ..Lead::default()
            })?;
            Ok(made.id)
        })
        .unwrap();
    while follow(store, &mut at, 100) {}
    assert!(by_hand::has_word(&visit, "xylophone").unwrap());
    // Edited away is gone like deleted.
    visit
        .act(people::ADMINISTER, move |change| {
            let mut held = change.subject(id)?;
            held.wish = "a piano".into();
            change.put(&held)
        })
        .unwrap();
    while follow(store, &mut at, 100) {}
    store.purge_index().unwrap();
    assert!(!by_hand::has_word(&visit, "marimbaphone").unwrap());
    assert!(by_hand::has_word(&visit, "piano").unwrap());
    visit
        .act(people::ADMINISTER, move |change| {
            let held = change.subject(id)?;
            change.delete(&held)
        })
        .unwrap();
    while follow(store, &mut at, 100) {}
    store.purge_index().unwrap();
    for word in ["xylophone", "quartet", "piano"] {
        assert!(!by_hand::has_word(&visit, word).unwrap(), "{word}");
    }
}

fn files_of(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).unwrap().flatten() {
        match entry.path().is_dir() {
            true => all.extend(files_of(&entry.path())),
            false => all.push(entry.path()),
        }
    }
    all.sort();
    all
}

#[test]
fn whatever_is_spoiled_is_found_out_and_made_anew() {
    let house = kept_by_hand();
    let store = &house.store;
    let folder = store.folder().join("search");
    let index = store.search_index();
    let ask = Ask {
        all: vec![vec![word("tanaka", false)]],
        ..Ask::default()
    };
    let visit = house.visit();
    let whole = all_of(&visit.full_text(&ask, 100).unwrap().unwrap());
    assert!(!whole.is_empty());
    let count = files_of(&folder).len();
    for n in 0..count {
        index.close();
        let files = files_of(&folder);
        let Some(file) = files.get(n) else { break };
        let mut bytes = fs::read(file).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 0x40;
        fs::write(file, bytes).unwrap();
        store.open_search_index(&languages(&[])).unwrap();
        // Nothing wrong is ever answered.
        let answered = visit.full_text(&ask, 100);
        match answered {
            Ok(Some(found)) => assert_eq!(all_of(&found), whole, "{}", file.display()),
            Ok(None) | Err(_) => assert!(index.wanted().is_some(), "{}", file.display()),
        }
        if index.wanted().is_some() {
            make(store, "it is damaged");
        }
        let found = visit.full_text(&ask, 100).unwrap().unwrap();
        assert_eq!(all_of(&found), whole, "after {}", file.display());
    }
    // Another start of the machine: what was written last may never have reached the disk.
    index.close();
    fs::write(folder.join("open"), "another start").unwrap();
    store.open_search_index(&languages(&[])).unwrap();
    assert!(index.wanted().unwrap().contains("machine"));
    assert!(
        visit.full_text(&ask, 100).unwrap().is_some(),
        "the one before answers meanwhile"
    );
    assert!(matches!(index.stand(), Stand::Ready { .. }));
    // In other languages every word has other forms.
    store.open_search_index(&languages(&["de".into()])).unwrap();
    assert!(index.wanted().is_some());
    assert!(visit.full_text(&ask, 100).unwrap().is_none());
}

/// Waits until the server's own job has made the index.
fn until_made(house: &House) {
    let until = Instant::now() + Duration::from_secs(20);
    while !matches!(house.store.search_index().stand(), Stand::Ready { .. }) {
        assert!(Instant::now() < until, "no index is made");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// What isn't filed yet is looked at one by one, whatever there is of it.
fn until_filed(house: &House) {
    let newest = house.store.newest();
    let until = Instant::now() + Duration::from_secs(20);
    while house.store.search_index().followed() < newest {
        assert!(Instant::now() < until, "it isn't filed");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn asked(client: &mut Client, question: &str) -> Vec<String> {
    let encoded: String = question.bytes().map(|b| format!("%{b:02X}")).collect();
    let found = get(client, &format!("/api/v1/search?q={encoded}"));
    let items: &Vec<Value> = found["items"].as_array().unwrap();
    items
        .iter()
        .map(|item| text(item, "id").to_owned())
        .collect()
}

#[test]
fn a_picture_is_found_by_its_name_and_its_description() {
    let house = House::with_cast().unwrap();
    until_made(&house);
    let mut sana = house.api("support-agent").unwrap();
    let file = Upload {
        field: "file",
        filename: "photo-17.png",
        content_type: "image/png",
        bytes: &picture(40, 30, ImageFormat::Png),
    };
    let made = sana.post_multipart("/api/v1/documents", &[("name", "Shopfront")], &[file]);
    assert_eq!(made.status, 201, "{}", made.text());
    let id = text(&made.json(), "id").to_owned();
    let at = format!("/api/v1/documents/{id}");
    let words = json!({ "description": "The awning before it was mended" });
    let changed = patch(&mut sana, &at, &words);
    assert_eq!(
        text(&changed, "description"),
        "The awning before it was mended"
    );
    for question in [
        "shopfront",
        "awnings",
        "photo-17.png",
        "has:image photo",
        "kind:document photo",
    ] {
        let found = asked(&mut sana, question);
        assert!(found.contains(&id), "{question}: {found:?}");
    }
    let shown = page(
        &mut house.signed_in("support-agent"),
        &format!("/documents/{id}"),
    );
    assert!(shown.contains("The awning before it was mended"), "{shown}");
    // What is changed besides leaves it as it is.
    patch(&mut sana, &at, &json!({ "name": "Shopfront, west" }));
    assert_eq!(
        text(&get(&mut sana, &at), "description"),
        "The awning before it was mended"
    );
}

#[test]
fn what_programs_call_a_kind_of_file_finds_no_file() {
    let house = House::with_cast().unwrap();
    until_made(&house);
    let mut sana = house.api("support-agent").unwrap();
    let file = Upload {
        field: "file",
        filename: "opening-hours.txt",
        content_type: "text/plain",
        bytes: b"From nine to five, and on Saturdays until noon.",
    };
    let made = sana.post_multipart("/api/v1/documents", &[("name", "Hours")], &[file]);
    assert_eq!(made.status, 201, "{}", made.text());
    let id = text(&made.json(), "id").to_owned();
    for question in ["hours", "opening-hours.txt"] {
        assert!(asked(&mut sana, question).contains(&id), "{question}");
    }
    for question in ["plain", "charset", "\"text plain\""] {
        let found = asked(&mut sana, question);
        assert!(!found.contains(&id), "{question}: {found:?}");
    }
}

#[test]
fn words_slips_phrases_and_operators_find_what_they_say() {
    let house = House::with_cast().unwrap();
    until_made(&house);
    let (omar, priya) = (
        house.account("sales-closer").id,
        house.account("sales-manager").id,
    );
    let ids = house
        .visit()
        .act(people::ADMINISTER, move |change| {
            let at = change.at;
            let lead = |company: &str, contact: &str, wish: &str, phone: &str, email: &str| Lead {
                owner: omar,
                company: company.into(),
                contact: contact.into(),
                wish: wish.into(),
                phone: phone.into(),
                email: email.into(),
                entered: at,
                touched: at,
                ..Lead::default()
            };
            let roof = change.insert(lead(
                "Alder Roofing",
                "Rosa Ünal",
                "An insurance check-list and a booking form",
                "+1 (512) 555-0142",
                "rosa.unal@alder.example",
            ))?;
            let print = change.insert(lead(
                "Copper Print",
                "Jo Bell",
                "The form of a booking; printers are failing",
                "",
                "",
            ))?;
            change.insert(Post {
                on: print.as_ref(),
                by: priya,
                text: "They asked for an ornithologist, see https://birds.example".into(),
                at,
                ..Post::default()
            })?;
            Ok((roof.id.to_string(), print.id.to_string()))
        })
        .unwrap();
    let (roof, print) = (ids.0.as_str(), ids.1.as_str());
    let mut ines = house.api("superadmin").unwrap();
    let (person, closer) = (priya.to_string(), omar.to_string());
    for (question, finds, leaves) in [
        // As they are, begun, in another form, without diacritics, with a slip.
        ("insurance", roof, print),
        ("insuran", roof, print),
        ("printer", print, roof),
        ("fail", print, roof),
        ("unal", roof, print),
        ("insurence", roof, print),
        ("copper pritn", print, roof),
        // Joined and apart.
        ("checklist", roof, print),
        ("check list", roof, print),
        ("check-list", roof, print),
        // Numbers, telephones, addresses.
        (roof, roof, print),
        ("5550142", roof, print),
        ("(512) 555 0142", roof, print),
        ("rosa.unal@", roof, print),
        // Phrases, exclusions, choices.
        ("\"booking form\"", roof, print),
        ("booking -printers", roof, print),
        ("ornithologist OR insurance", print, "LD-0"),
        ("booking -\"booking form\"", print, roof),
        // What was said on it finds it.
        ("ornithologists", print, roof),
        ("has:link ornithologist", print, roof),
        (&format!("from:{person} ornithologist"), print, roof),
        (&format!("in:{print} ornithologist"), print, roof),
        ("kind:lead booking", roof, "LD-0"),
        // The same left out.
        (&format!("-in:{print} booking"), roof, print),
        (&format!("-from:{closer} ornithologist"), print, roof),
        ("after:yesterday insurance", roof, print),
    ] {
        let found = asked(&mut ines, question);
        assert!(found.iter().any(|id| id == finds), "{question}: {found:?}");
        assert!(
            !found.iter().any(|id| id == leaves),
            "{question}: {found:?}"
        );
    }
    for question in [
        "before:2020 insurance",
        &format!("-from:{person} ornithologist"),
        &format!("-from:{closer} insurance"),
        "kind:lead ornithologist",
        "insurance -rosa",
        "zzzzz",
    ] {
        assert_eq!(
            asked(&mut ines, question),
            Vec::<String>::new(),
            "{question}"
        );
    }
    // The one that is called so stands before those that say it.
    assert_eq!(asked(&mut ines, "copper")[0], print);
    assert_eq!(asked(&mut ines, print)[0], print);
    // What can't be read is refused beside its field, and said on the page with nothing lost.
    for question in [
        "from:nobodyofthatname roof",
        "before:soon",
        "-before:2020 roof",
        "is:purple",
        "size:5",
    ] {
        let encoded = question.replace(':', "%3A").replace(' ', "%20");
        assert_eq!(
            ines.get(&format!("/api/v1/search?q={encoded}")).status,
            422,
            "{question}"
        );
    }
    let mut pages = house.signed_in("superadmin");
    let shown = page(&mut pages, "/search?q=size%3A5%20roofing");
    assert!(
        shown.contains("is no operator") && shown.contains("size:5 roofing"),
        "{shown}"
    );
    let shown = page(&mut pages, "/search?q=ornithologist");
    assert!(shown.contains("<mark>ornithologist</mark>"), "{shown}");
    assert!(shown.contains("Why is this here") && shown.contains("Copper Print"));
    // Nothing has all of it; wider questions that find something are offered.
    let shown = page(&mut pages, "/search?q=insurance%20ornithologist");
    assert!(shown.contains("Any of the words"), "{shown}");
}

#[test]
fn whoever_sees_it_no_more_finds_it_no_more() {
    let house = House::with_cast().unwrap();
    until_made(&house);
    let (omar, priya) = (
        house.account("sales-closer").id,
        house.account("sales-manager").id,
    );
    let names = people::Directory::of(&house.visit()).unwrap();
    let elsewhere = names.department_by_key("support").unwrap().id;
    let id = house
        .visit()
        .act(people::ADMINISTER, move |change| {
            let at = change.at;
            // Many have the word that everybody uses; few are for the closer.
            for n in 0..300 {
                change.insert(Lead {
                    owner: priya,
                    department: elsewhere,
                    company: format!("Website {n}"),
                    ..Lead::default()
                })?;
            }
            let own = change.insert(Lead {
                owner: omar,
                department: elsewhere,
                company: "Quokka website".into(),
                ..Lead::default()
            })?;
            change.insert(Post {
                on: own.as_ref(),
                by: omar,
                text: "quokkas are shy".into(),
                at,
                ..Post::default()
            })?;
            Ok(own.id)
        })
        .unwrap();
    let number = id.to_string();
    let mut closer = house.api("sales-closer").unwrap();
    for question in ["quokka", "website", "shy", number.as_str()] {
        assert_eq!(
            asked(&mut closer, question),
            std::slice::from_ref(&number),
            "{question}"
        );
    }
    let counted = page(&mut house.signed_in("sales-closer"), "/search?q=website");
    assert!(
        counted.contains("1 hit"),
        "only what one sees is counted: {counted}"
    );
    house
        .visit()
        .act(people::ADMINISTER, move |change| {
            let mut held = change.subject(id)?;
            held.owner = priya;
            change.put(&held)
        })
        .unwrap();
    for question in ["quokka", "website", "shy", number.as_str()] {
        assert_eq!(
            asked(&mut closer, question),
            Vec::<String>::new(),
            "{question}"
        );
    }
    let shown = page(&mut house.signed_in("sales-closer"), "/search?q=website");
    assert!(
        !shown.contains("Website"),
        "neither counted nor offered: {shown}"
    );
}

#[test]
fn what_is_said_every_day_on_one_record_leaves_room_for_the_others() {
    let house = House::with_cast().unwrap();
    until_made(&house);
    let omar = house.account("sales-closer").id;
    let (busy, quiet) = house
        .visit()
        .act(people::ADMINISTER, move |change| {
            let at = change.at;
            let mut lead = |company: &str| {
                let made = change.insert(Lead {
                    owner: omar,
                    company: company.into(),
                    ..Lead::default()
                });
                made.map(|lead| lead.id)
            };
            let (busy, quiet) = (lead("Busy Bees")?, lead("Quiet Quarry")?);
            let said = (0..600).map(|n| (busy, format!("the zeppelin of day {n}"), at));
            let once = (
                quiet,
                "a zeppelin, once".to_owned(),
                at.plus(-400 * time::DAY),
            );
            for (on, text, at) in said.chain([once]) {
                change.insert(Post {
                    on: on.as_ref(),
                    by: omar,
                    text,
                    at,
                    ..Post::default()
                })?;
            }
            Ok((busy, quiet))
        })
        .unwrap();
    until_filed(&house);
    let mut closer = house.api("sales-closer").unwrap();
    let found = asked(&mut closer, "zeppelin");
    assert_eq!(found, [busy.to_string(), quiet.to_string()]);
    let shown = page(&mut house.signed_in("sales-closer"), "/search?q=zeppelin");
    assert!(shown.contains("Busy Bees") && shown.contains("Quiet Quarry"));
}

#[test]
fn rooms_that_one_is_not_in_take_no_place_from_what_one_sees() {
    let house = House::with_cast().unwrap();
    until_made(&house);
    let (hana, omar) = (
        house.account("department-manager").id,
        house.account("sales-closer").id,
    );
    let mut manager = house.api("department-manager").unwrap();
    let room = group(&house, &mut manager, "between-us", &["team-lead"]);
    let room = house.store.schema().parse_number(&room).unwrap();
    house
        .visit()
        .act(people::ADMINISTER, move |change| {
            let at = change.at;
            let lead = change.insert(Lead {
                owner: omar,
                company: "Nimbus Roofing".into(),
                ..Lead::default()
            })?;
            let lead = lead.id.as_ref();
            for (on, by) in std::iter::repeat_n((room, hana), 500).chain([(lead, omar)]) {
                change.insert(Post {
                    on,
                    by,
                    text: "a nimbus above the workshop".into(),
                    at,
                    ..Post::default()
                })?;
            }
            Ok(())
        })
        .unwrap();
    until_filed(&house);
    let mut owner = house.signed_in("superadmin");
    let shown = page(&mut owner, "/search?q=workshop");
    assert!(shown.contains("Nimbus Roofing"), "{shown}");
    assert!(
        shown.contains("1 hit") && !shown.contains("of more"),
        "{shown}"
    );
}

#[test]
fn searches_are_kept_by_their_person() {
    let house = House::with_cast().unwrap();
    let mut mei = house.api("team-member").unwrap();
    let kept = serde_json::json!({ "name": "Roofs", "q": "roof kind:task" });
    let made = done(&mut mei, "/api/v1/search/saved", &kept);
    assert_eq!(text(&made, "query"), "roof kind:task");
    let list = get(&mut mei, "/api/v1/search/saved");
    assert_eq!(list["items"].as_array().unwrap().len(), 1);
    let shown = page(&mut house.signed_in("team-member"), "/search");
    assert!(shown.contains("Roofs"), "{shown}");
    let mut other = house.api("team-lead").unwrap();
    assert_eq!(
        get(&mut other, "/api/v1/search/saved")["items"],
        Value::Array(Vec::new())
    );
    let path = format!("/api/v1/search/saved/{}", text(&made, "id"));
    assert_eq!(other.request("DELETE", &path, &[], b"").status, 404);
    assert_eq!(mei.request("DELETE", &path, &[], b"").status, 200);
    assert!(!page(&mut house.signed_in("team-member"), "/search").contains("Roofs"));
}
