//! A change of many leads that was cut off between what it did and what it noted: what was done is counted all the same.

use atrium::{
    base::Id,
    data::Visit,
    features::{
        leads::{self, Lead},
        people::Directory,
        records::{BulkChange, Progress, cut_off},
    },
    testing::house::House,
};

/// Three leads, and a change of them that was cut off.
fn of_three(house: &House) -> (Visit, Id<BulkChange>) {
    let (system, owner) = (house.visit(), house.account("sales-closer").id);
    let names = Directory::of(&system).unwrap();
    let department = names.department_by_key("sales").unwrap().id;
    let made = system.act(leads::CREATE, move |change| {
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
    let by = house.account("sales-manager").id;
    let set = ("city", "\"Austin\"");
    cut_off::cut_off::<Lead>(&house.store, by, &made.unwrap(), set).unwrap()
}

#[test]
fn a_portion_that_was_done_is_accounted_for_before_the_change_ends() {
    let house = House::with_cast().unwrap();
    let (theirs, id) = of_three(&house);
    cut_off::cancel(&theirs, id).unwrap();
    let is = cut_off::accounted(&house.visit(), id).unwrap();
    assert_eq!(is, (Progress::Cancelled, 1, 2, true));
    let (theirs, id) = of_three(&house);
    cut_off::take_back(&theirs, id).unwrap();
    let (_, _, changed, _) = cut_off::accounted(&house.visit(), id).unwrap();
    assert_eq!(changed, 2, "there is something to take back");
}
