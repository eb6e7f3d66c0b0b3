//! A change of many leads that was cut off between what it did and what it noted: `records::several` counts it all the same.

use super::{
    super::back::{cancel, take_back},
    *,
};
use crate::{
    data::Record,
    features::{
        leads::{self, Lead},
        people::Directory,
        records::several::wanted::Kept,
    },
    testing::house::House,
};

/// Three leads, and a change of them that ended after its first portion was done and before that was accounted for.
fn cut_off(house: &House) -> (Visit, Id<BulkChange>) {
    let (system, owner) = (house.visit(), house.account("sales-closer").id);
    let names = Directory::of(&system).unwrap();
    let department = names.department_by_key("sales").unwrap().id;
    let leads = system.act(leads::CREATE, move |change| {
        let mut made = Vec::new();
        for n in 0..3 {
            let at = change.at;
            let lead = Lead {
                owner,
                department,
                company: format!("Company number {n}"),
                created_at: at,
                entered: at,
                touched: at,
                ..Lead::default()
            };
            made.push(change.insert(lead)?.id.raw());
        }
        Ok(made)
    });
    let (leads, by) = (leads.unwrap(), house.account("sales-manager").id);
    let begun = BulkChange {
        of: Lead::KIND.plural.to_owned(),
        set: vec![Kept {
            field: "city".into(),
            value: "\"Austin\"".into(),
        }],
        by,
        state: Progress::Stopped,
        found: 3,
        portions: 2,
        ..BulkChange::default()
    };
    let theirs = || as_person(&house.store, &TimeZone::UTC, &begun.began()).unwrap();
    let stored = begun.clone();
    let id = theirs()
        .act(RUN, move |change| {
            let made = change.insert(stored)?;
            for (at, ids) in leads.chunks(2).enumerate() {
                change.insert(BulkPortion {
                    change: made.id,
                    place: at + 1,
                    ids: ids.to_vec(),
                    ..BulkPortion::default()
                })?;
            }
            Ok(made.id)
        })
        .unwrap();
    let held: BulkChange = system.find(id).unwrap();
    let portion = portion_at(&system, &held, 1).unwrap();
    let wanted = Wanted::again::<Lead>(&held.set, "", "").unwrap();
    let (came, deed) = change_portion::<Lead>(&theirs(), &held, &portion, wanted).unwrap();
    assert!(came.changed == 2 && deed.is_some());
    (theirs(), id)
}

#[test]
fn a_portion_that_was_done_is_accounted_for_before_the_change_ends() {
    let house = House::with_cast().unwrap();
    let (theirs, id) = cut_off(&house);
    cancel(&theirs, id).unwrap();
    let held: BulkChange = house.visit().find(id).unwrap();
    assert_eq!(
        (held.state, held.reached, held.changed),
        (Progress::Cancelled, 1, 2)
    );
    let portion = portion_at(&house.visit(), &held, 1).unwrap();
    assert!(portion.done && portion.deed.is_some());
    let (theirs, id) = cut_off(&house);
    take_back(&theirs, id).unwrap();
    let held: BulkChange = house.visit().find(id).unwrap();
    assert_eq!(held.changed, 2, "there is something to take back");
}
