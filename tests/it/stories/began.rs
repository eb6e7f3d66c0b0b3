//! What goes on in portions is done as whoever began it, for as long as they and the token that they began it by are there.

use atrium::{
    base::Id,
    features::{
        people::ADMINISTER,
        records::{Began, as_person},
        sign_in::{self, Token},
    },
    testing::house::House,
};
use jiff::tz::TimeZone;

#[test]
fn what_a_token_began_ends_with_it() {
    let house = House::with_cast().unwrap();
    let by = house.account("sales-manager").id;
    let visit = house.visit();
    sign_in::add_token(&visit, by, "many", 1, ADMINISTER).unwrap();
    let token = visit
        .act(ADMINISTER, |change| {
            let all = change.all::<Token>()?;
            Ok(all.last().map(|token| token.id.raw()))
        })
        .unwrap();
    assert!(token.is_some());
    let began = |token: Option<u64>| {
        let began = Began {
            by,
            only: &[],
            token,
            proved: false,
            seconded: false,
            address: None,
            session: None,
        };
        as_person(&house.store, &TimeZone::UTC, &began)
    };
    assert!(began(None).is_ok() && began(token).is_ok());
    visit
        .act(ADMINISTER, move |change| {
            change.event();
            let held = change.subject(Id::<Token>::new(token.unwrap_or_default()))?;
            change.delete(&held)
        })
        .unwrap();
    assert!(began(None).is_ok());
    let why = began(token).err().unwrap().to_string();
    assert!(why.contains("revoked"), "{why}");
}
