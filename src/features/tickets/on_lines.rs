//! A ticket for a client on one line: `The contact form fails. It answers with an error since Monday.` Its kind and its
//! client stand beside it.

use super::{Ticket, actions::RAISE, forms::RaiseTicket, ops, pages, query::waiting};
use crate::{
    access::Action,
    base::Result,
    data::Visit,
    features::records::OnLines,
    web::{Filled, Page, Request},
};

impl OnLines for Ticket {
    type New = RaiseTicket;
    const MAKE: Action = RAISE;

    /// The first sentence is the subject, and all of it what the client reads.
    fn said(_: &Visit, line: &str) -> Vec<(&'static str, String)> {
        vec![("title", subject(line)), ("text", line.to_owned())]
    }

    fn make(visit: &Visit, all: Vec<RaiseTicket>) -> Result<()> {
        ops::raise_all(visit, all).map(drop)
    }

    fn whole(visit: &Visit, _: &Request, form: &Filled<RaiseTicket>) -> Result<Page> {
        Ok(pages::raise(visit, form, &waiting(visit, 50)?))
    }
}

/// The first sentence, without its full stop.
fn subject(line: &str) -> String {
    let ends = [". ", "? ", "! "].iter().filter_map(|end| line.find(end));
    let first = ends.min().map_or(line, |at| &line[..=at]);
    first.trim_end_matches('.').trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::subject;

    #[test]
    fn the_first_sentence_is_the_subject() {
        assert_eq!(subject("The form fails."), "The form fails");
        assert_eq!(subject("The form fails. Since Monday."), "The form fails");
        assert_eq!(subject("Why? It worked."), "Why?");
        assert_eq!(subject("Move to v2.1 of it"), "Move to v2.1 of it");
        assert_eq!(subject(""), "");
    }
}
