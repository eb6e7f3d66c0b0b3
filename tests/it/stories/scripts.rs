//! Words of scripts without spaces, and words that are made of words, are found by what they are made of; the index says
//! what a reading of every record says.

use std::collections::BTreeSet;

use atrium::{
    base::Id,
    data::{
        Visit,
        full_text::{Ask, Clause, Rebuild, languages},
        testing::by_hand,
    },
    features::{leads::Lead, people},
    jobs::Supervisor,
    testing::house::House,
};

/// A house in these languages, with a lead for each of these wishes, all of it in the index.
fn with_wishes(keys: &[&str], wishes: &'static [&'static str]) -> (House, Vec<Id<Lead>>) {
    let house = House::with_cast().unwrap();
    Supervisor::stop_all(&house.store);
    let omar = house.account("sales-closer").id;
    let ids = house
        .visit()
        .act(people::ADMINISTER, move |change| {
            let mut ids = Vec::new();
            for (n, wish) in wishes.iter().enumerate() {
                let lead = Lead {
                    owner: omar,
                    company: format!("Company {n}"),
                    wish: (*wish).into(),
                    entered: change.at,
                    touched: change.at,
                    ..Lead::default()
                };
                ids.push(change.insert(lead)?.id);
            }
            Ok(ids)
        })
        .unwrap();
    let keys: Vec<String> = keys.iter().map(|key| (*key).to_owned()).collect();
    house.store.open_search_index(&languages(&keys)).unwrap();
    let mut rebuild = Rebuild::begin(&house.store, "the test begins".into()).unwrap();
    while rebuild.portion(&house.store, 50).unwrap() {}
    (house, ids)
}

/// Which of the leads have all of these words, by the index, which agrees with a reading of all.
#[track_caller]
fn found(visit: &Visit, leads: &[Id<Lead>], words: &str) -> Vec<usize> {
    let clause = |word: &str| {
        let text = word.to_owned();
        vec![Clause::Word {
            text,
            begins: false,
        }]
    };
    let ask = Ask {
        all: words.split(' ').map(clause).collect(),
        only_exactly: true,
        ..Ask::default()
    };
    let told = visit.full_text(&ask, 500).unwrap().expect("an index");
    let hits: BTreeSet<_> = told.hits.iter().map(|hit| hit.of).collect();
    let mut by_hand = by_hand::answers(visit, &ask).unwrap();
    by_hand.retain(|of| leads.iter().any(|id| id.as_ref() == *of));
    let at = |id: &Id<Lead>| hits.contains(&id.as_ref());
    let found: Vec<usize> = (0..leads.len()).filter(|n| at(&leads[*n])).collect();
    let read: Vec<usize> = (0..leads.len())
        .filter(|n| by_hand.contains(&leads[*n].as_ref()))
        .collect();
    assert_eq!(found, read, "{words}");
    found
}

#[test]
fn a_part_of_a_run_without_spaces_is_found_and_letters_apart_are_not() {
    let wishes = &[
        "東京都のホームページを作りたい",
        "京都の予約フォーム",
        "PDF文書の検索",
        "서울특별시 예약 양식",
        "A page in English",
    ];
    let (house, leads) = with_wishes(&[], wishes);
    let visit = house.visit();
    for (words, of) in [
        ("東京", &[0][..]),
        ("京都", &[0, 1]),
        ("東京都", &[0]),
        ("都", &[0, 1]),
        ("ホームページ", &[0]),
        ("フォーム", &[1]),
        ("文書", &[2]),
        ("PDF", &[2]),
        ("특별시", &[3]),
        ("東都", &[]),
    ] {
        assert_eq!(found(&visit, &leads, words), of, "{words}");
    }
}

#[test]
fn words_made_of_words_are_found_by_their_parts_where_the_house_speaks_so() {
    let wishes = &[
        "Eine neue Versicherungsliste",
        "Die Liste der Versicherungen",
        "Praxisschild für die Zahnarztpraxis",
        "Nichts davon",
    ];
    let (house, leads) = with_wishes(&["de"], wishes);
    let visit = house.visit();
    for (words, of) in [
        ("Liste", &[0, 1][..]),
        ("Versicherung", &[0, 1]),
        ("Versicherungsliste", &[0, 1]),
        ("Praxis", &[2]),
        ("Zahnarzt", &[2]),
        ("Arzt", &[]),
    ] {
        assert_eq!(found(&visit, &leads, words), of, "{words}");
    }
    // Elsewhere a word is a word.
    let (house, leads) = with_wishes(&["fr"], wishes);
    assert_eq!(found(&house.visit(), &leads, "Liste"), [1]);
}
