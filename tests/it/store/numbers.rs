//! Public numbers: none twice, none left out, whoever asks at once, whatever fails, whenever the power goes.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::Duration,
};

use atrium::{
    base::{Error, Result},
    data::{Paging, Query, Series, Store, Visit},
};

use super::{
    Scratch, caught, newborn,
    notes::{self, CREATE, EDIT, NEWEST, Note, ON_PURPOSE, SEND},
    open_on, quiet_panics, setting,
    sim_disk::{Cut, Rng, SimDisk},
};

const PAPERS: Series = Series {
    key: "PAPER",
    year: 2026,
};

/// How an issue may end.
#[derive(Clone, Copy, PartialEq)]
enum End {
    Done,
    Refused,
    Panics,
}

/// Issues a note: its title is its number.
fn issue(visit: &Visit, series: Series, end: End) -> Result<u64> {
    visit.act(SEND, move |change| {
        let number = change.next_number(series)?;
        change.insert(Note {
            title: series.write(number),
            ..Note::default()
        })?;
        match end {
            End::Done => Ok(number),
            End::Refused => Err(Error::conflict("Not so.")),
            End::Panics => std::panic::panic_any(ON_PURPOSE),
        }
    })
}

/// The numbers of a series that notes bear, in their order.
fn borne(store: &Arc<Store>, series: Series) -> Vec<String> {
    let boss = notes::boss(store);
    let mut titles = Vec::new();
    let mut paging = Paging::first(200);
    loop {
        let page = boss.list::<Note>(Query::by(NEWEST).page(paging)).unwrap();
        titles.extend(page.rows.into_iter().map(|note| note.title));
        match page.next {
            Some(next) => paging = Paging::first(200).after(next),
            None => break,
        }
    }
    titles.retain(|title| title.starts_with(&format!("{}-{}-", series.key, series.year)));
    titles.sort_by_key(|title| (title.len(), title.clone()));
    titles
}

/// All from the first to the last, each once.
fn whole(series: Series, last: u64) -> Vec<String> {
    (1..=last).map(|number| series.write(number)).collect()
}

#[test]
fn hundreds_at_once_get_each_number_once() {
    quiet_panics();
    let scratch = Scratch::new("numbers");
    let store = open_on(&SimDisk::new(newborn().to_vec(), 1), scratch.path()).unwrap();
    let others = Series {
        key: "PAPER",
        year: 2027,
    };
    let given: Mutex<BTreeMap<u16, Vec<u64>>> = Mutex::default();
    let asked = AtomicU64::new(0);
    thread::scope(|scope| {
        for hand in 0..200 {
            let (store, given, asked) = (&store, &given, &asked);
            scope.spawn(move || {
                let mut rng = Rng::new(hand);
                for _ in 0..4 {
                    asked.fetch_add(1, Ordering::Relaxed);
                    let series = if rng.one_in(3) { others } else { PAPERS };
                    let end = match rng.below(5) {
                        0 => End::Refused,
                        1 => End::Panics,
                        _ => End::Done,
                    };
                    if let Ok(number) = issue(&notes::boss(store), series, end) {
                        assert!(end == End::Done);
                        given
                            .lock()
                            .unwrap()
                            .entry(series.year)
                            .or_default()
                            .push(number);
                    }
                }
            });
        }
    });
    let given = given.into_inner().unwrap();
    for series in [PAPERS, others] {
        let mut numbers = given[&series.year].clone();
        numbers.sort_unstable();
        let last = numbers.len() as u64;
        assert!(last > 50, "{last} of {}", asked.load(Ordering::Relaxed));
        assert_eq!(numbers, (1..=last).collect::<Vec<u64>>());
        assert_eq!(borne(&store, series), whole(series, last));
        assert_eq!(notes::boss(&store).last_number(series).unwrap(), last);
    }
}

/// Nothing that gives a number can be undone, so that none is ever given again.
#[test]
fn what_is_issued_stays_issued() {
    let scratch = Scratch::new("issued");
    let store = open_on(&SimDisk::new(newborn().to_vec(), 1), scratch.path()).unwrap();
    let boss = notes::boss(&store);
    assert_eq!(issue(&boss, PAPERS, End::Done).unwrap(), 1);
    let entry = boss.wrote().unwrap();
    let refused = boss.undo(entry).unwrap_err();
    assert!(matches!(refused, Error::Conflict(_)), "{refused}");
    for action in [CREATE, EDIT] {
        let number = boss.act(action, |change| change.next_number(PAPERS));
        assert!(number.is_err(), "{} gave {number:?}", action.key);
    }
    assert_eq!(boss.last_number(PAPERS).unwrap(), 1);
    // The paper may go, by a deed of its own; its number doesn't come back.
    notes::remove(
        &boss,
        boss.list::<Note>(Query::by(NEWEST)).unwrap().rows[0].id,
        "gone",
    )
    .unwrap();
    assert_eq!(issue(&boss, PAPERS, End::Done).unwrap(), 2);
}

#[test]
fn a_power_cut_leaves_no_hole_and_gives_none_twice() {
    let scratch = Scratch::new("cut");
    let mut cuts = 0;
    for seed in 1..=setting("ATRIUM_NUMBERS", 60) {
        let mut rng = Rng::new(seed);
        let mut image = newborn().to_vec();
        let mut acknowledged: Vec<u64> = Vec::new();
        for _ in 0..3 {
            let disk = SimDisk::new(image, rng.next());
            let store = open_on(&disk, scratch.path()).unwrap();
            disk.sync_takes(Duration::from_micros(rng.below(3) * 100));
            disk.plan_cut(match rng.one_in(2) {
                true => Cut::Call(1 + rng.below(120)),
                false => Cut::Sync {
                    nth: 1 + rng.below(8),
                    done: rng.one_in(2),
                },
            });
            let given = Mutex::new(Vec::new());
            thread::scope(|scope| {
                for _ in 0..4 {
                    scope.spawn(|| {
                        for _ in 0..6 {
                            let issued =
                                caught(true, || issue(&notes::boss(&store), PAPERS, End::Done));
                            match issued {
                                Ok(Ok(number)) => given.lock().unwrap().push(number),
                                _ => return,
                            }
                        }
                    });
                }
            });
            acknowledged.extend(given.into_inner().unwrap());
            disk.cut_now();
            drop(store);
            image = disk.after_cut();
            cuts += 1;
            let store = open_on(&SimDisk::new(image.clone(), seed), scratch.path()).unwrap();
            let last = notes::boss(&store).last_number(PAPERS).unwrap();
            assert_eq!(borne(&store, PAPERS), whole(PAPERS, last), "seed {seed}");
            acknowledged.sort_unstable();
            let once = acknowledged.windows(2).all(|pair| pair[0] < pair[1]);
            let there = acknowledged.last().is_none_or(|most| *most <= last);
            assert!(once && there, "seed {seed}: {acknowledged:?} of {last}");
        }
    }
    assert!(cuts >= 180);
}
