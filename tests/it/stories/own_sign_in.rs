//! In a browser: a second factor is set up, its codes are kept, a password is judged while it is typed, and a dangerous
//! deed asks who it is and goes on by itself. Each page is looked at as `looks` does.

use super::looks::{look, sign_in};
use crate::support::{a11y, browser::Browser};
use atrium::{
    base::{Moment, time},
    features::{
        people,
        sign_in::{self, Session},
    },
    testing::{cast, house::House},
};

#[test]
fn a_person_looks_after_their_sign_in_in_the_browser() {
    let house = House::with_cast().unwrap();
    let browser = Browser::launch();
    let page = browser.page();
    let mut wrong = look(&house, &page, "forgot", "/forgot");
    page.goto(&house.url("/forgot"));
    page.fill("#email", "mei.tanaka@juniperhale.example");
    page.click("form button.primary");
    page.wait_text("h1", "on its way");
    wrong.extend(a11y::check(&page).iter().map(ToString::to_string));

    sign_in(&house, &page, "team-member");
    wrong.extend(look(&house, &page, "second-factor", "/me/second-factor"));
    page.goto(&house.url("/me/second-factor"));
    let seed = page.value("input[name=seed]");
    page.fill("#code", &sign_in::totp_at(&seed, Moment::now()).unwrap());
    page.click("form[action='/me/second-factor'] button.primary");
    page.wait_text("h1", "Your recovery codes");
    assert_eq!(page.count(".codes li"), 10);
    wrong.extend(a11y::check(&page).iter().map(ToString::to_string));
    if let Some(folder) = std::env::var_os("ATRIUM_SHOTS") {
        page.screenshot(std::path::Path::new(&folder).join("recovery-codes.png"));
    }
    wrong.extend(look(&house, &page, "me", "/me"));

    // What the house thinks of a password shows while it is typed.
    page.goto(&house.url("/me"));
    page.fill("#password", "passwordpassword");
    page.wait_text(".strength", "again and again");
    page.fill("#password", "seven quiet herons by the lock");
    page.wait_text(".strength", "strong password");
    wrong.extend(a11y::check(&page).iter().map(ToString::to_string));
    if let Some(folder) = std::env::var_os("ATRIUM_SHOTS") {
        page.screenshot(std::path::Path::new(&folder).join("strength.png"));
    }
    wrong.extend(page.console_errors());
    assert!(
        wrong.is_empty(),
        "{} findings\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn a_dangerous_deed_goes_on_by_itself_in_the_browser() {
    let house = House::with_cast().unwrap();
    let browser = Browser::launch();
    let page = browser.page();
    sign_in(&house, &page, "administrator");
    let mut wrong = look(&house, &page, "policy", "/settings/sign-in/admin");
    wrong.extend(look(&house, &page, "offices", "/settings/sign-in/offices"));
    let user = house.account("administrator").id;
    house
        .visit()
        .act(people::ADMINISTER, move |change| {
            change.event();
            for mut session in change.all::<Session>()? {
                if session.user == user {
                    session.proved = session.proved.plus(-time::HOUR);
                    change.put(&session)?;
                }
            }
            Ok(())
        })
        .unwrap();
    page.goto(&house.url("/settings/sign-in/employee"));
    page.fill(
        "form[action='/settings/sign-in/employee'] input[name=sessions]",
        "6",
    );
    page.click("form[action='/settings/sign-in/employee'] button.primary");
    page.wait_text("h1", "Is it still you?");
    wrong.extend(a11y::check(&page).iter().map(ToString::to_string));
    if let Some(folder) = std::env::var_os("ATRIUM_SHOTS") {
        page.screenshot(std::path::Path::new(&folder).join("prove.png"));
    }
    page.clear_errors();
    page.fill("#_proof", cast::PASSWORD);
    page.click("form[action='/prove'] button.primary");
    page.wait_url("/settings/sign-in/employee");
    page.wait_text(".toast", "Saved");
    let sessions = page.value("form[action='/settings/sign-in/employee'] input[name=sessions]");
    assert_eq!(sessions, "6");
    wrong.extend(look(
        &house,
        &page,
        "policy-saved",
        "/settings/sign-in/employee",
    ));
    assert!(
        wrong.is_empty(),
        "{} findings\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
