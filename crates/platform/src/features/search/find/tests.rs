//! What holds of `find`.

use super::*;

#[test]
fn all_words_must_begin_one() {
    assert!(matches("My day", "da my"));
    assert!(!matches("My day", "day week"));
    assert!(matches("Leads", ""));
}

#[test]
fn what_stands_behind_the_name_is_the_title() {
    assert_eq!(
        behind("New lead", "new lead Alder & Co"),
        Some("Alder & Co")
    );
    assert_eq!(behind("New client", "Add clinet  Birch "), Some("Birch"));
    for asked in ["new lead", "lead Alder", "new ticket Alder", "new lead  "] {
        assert_eq!(behind("New lead", asked), None, "{asked}");
    }
}

#[test]
fn slips_are_forgiven_where_nothing_matches() {
    let of = |asked: &str| named(["Tickets", "Tasks", "New ticket"].into_iter(), asked, |n| n);
    assert_eq!(of("tick"), ["Tickets", "New ticket"]);
    assert_eq!(of("tickts"), ["Tickets"]);
    assert_eq!(of("create ticket"), ["New ticket"]);
    assert_eq!(of("add tikcet"), ["New ticket"]);
    assert!(of("zebra").is_empty());
}
