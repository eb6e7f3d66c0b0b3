//! What a deed costs on the disk: one fsync of its own, or a part of the next one.

use std::{thread, time::Duration};

use atrium::data::{Store, StoreOptions};

use super::{
    Scratch, newborn,
    notes::{self, Spot, boss, create, draft, mark, raise},
    options, ring,
    sim_disk::SimDisk,
    until,
};

/// Longer than it takes until a deed that waits for no fsync is brought to the disk.
const PAUSE: Duration = Duration::from_millis(500);

#[test]
fn a_deed_alone_costs_one_fsync() {
    let scratch = Scratch::new("cost");
    let disk = SimDisk::new(newborn().to_vec(), 1);
    let open = |rest| {
        let options = StoreOptions { rest, ..options() };
        let folder = scratch.path();
        Store::open_on(
            disk.clone(),
            folder,
            None,
            ring(),
            notes::schema(),
            &options,
        )
        .unwrap()
    };
    let store = open(Duration::from_secs(3600));
    let visit = boss(&store);
    let id = create(&visit, draft("One", Spot::default()), &[], "made").unwrap();
    let syncs = || disk.calls().syncs;
    for n in 1..=3 {
        raise(&visit, id, n, "raised").unwrap();
        let done = syncs();
        thread::sleep(PAUSE);
        assert_eq!(syncs(), done, "nothing is written between deeds");
    }
    let before = syncs();
    // What may be lost in a power cut isn't for long.
    mark(&visit, "marked").unwrap();
    let newest = store.newest();
    let covered = until(Duration::from_secs(60), || store.durable() >= newest);
    assert!(covered.is_some());
    thread::sleep(PAUSE);
    // One more where the file grew.
    assert!((1..=2).contains(&(syncs() - before)));
    store.close();

    // Once nobody works any more, it is made sure that the file is opened soon after a crash; once.
    let store = open(Duration::from_millis(100));
    let visit = boss(&store);
    let before = syncs();
    raise(&visit, id, 4, "raised").unwrap();
    let noted = until(Duration::from_secs(60), || syncs() - before >= 3);
    assert!(noted.is_some());
    thread::sleep(2 * PAUSE);
    let noted = syncs();
    thread::sleep(4 * PAUSE);
    assert_eq!(syncs(), noted);
    store.close();
}
