//! Addresses that take no mail: known by what servers said at once, or reported later, of mails of ours. One record for each address, so that it
//! is said wherever the address stands, and is over when somebody has another.

use maud::{Markup, html};
use serde::{Deserialize, Serialize};

use super::{
    BY_MARK, OutgoingMail,
    actions::{VIEW, WORKS},
    mailbox::house,
};
use crate::{
    access::Placement,
    base::{Id, Moment, Result, if_found, text},
    data::{Change, Declares, Held, Index, Key, Kind, Visit, record},
    ui::prelude::*,
};

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct FailingAddress {
    #[serde(skip)]
    pub id: Id<FailingAddress>,
    #[serde(skip)]
    pub version: u64,
    /// In lower case.
    pub address: String,
    /// What the last server said.
    pub said: String,
    pub since: Moment,
    pub last: Moment,
    /// Mails that came back.
    pub times: u32,
}

pub const BY_ADDRESS: Index = Index::unique(1);
pub const BY_LAST: Index = Index::scoped(2);

impl FailingAddress {
    fn title(&self) -> String {
        self.address.clone()
    }
    fn placement(&self) -> Vec<Placement> {
        Vec::new()
    }
    fn declare(&self, to: &mut Declares) {
        to.index(BY_ADDRESS, Key::new().text(&self.address));
        to.index(BY_LAST, Key::new().signed(self.last.0));
    }
}

record!(FailingAddress, Kind::new(152, "failing-addresses", "FA").secret(), view: VIEW);

/// The mail of ours that a Message-ID names: its mark stands in it.
pub fn sent_as(visit: &Visit, message_id: &str) -> Result<Option<OutgoingMail>> {
    let mark = message_id.split(['.', '@']).next().unwrap_or_default();
    match mark.len() == 32 {
        true => if_found(visit.find_by(BY_MARK, Key::new().text(mark))),
        false => Ok(None),
    }
}

/// Whether a refusal says of the address that it takes nothing, rather than of the mail (RFC 3463).
pub(super) fn is_of_address(said: &str) -> bool {
    const CODES: [&str; 6] = ["5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"];
    said.split_whitespace().any(|word| CODES.contains(&word))
}

/// A mail to an address came back for good, in a deed of the house's own. The record, and whether the address was taken for working before.
pub fn failed(
    change: &mut Change<'_, '_>,
    address: &str,
    said: &str,
) -> Result<(Held<FailingAddress>, bool)> {
    let address = address.to_lowercase();
    let at = change.at;
    let held = change.by_unique::<FailingAddress>(BY_ADDRESS, Key::new().text(&address))?;
    let said = text::shorten(&text::clean_line(said), 300);
    match held {
        Some(held) => {
            let mut held = change.subject(held.id)?;
            (held.said, held.last) = (said, at);
            held.times += 1;
            change.put(&held)?;
            Ok((held, false))
        }
        None => {
            let made = FailingAddress {
                address,
                said,
                since: at,
                last: at,
                times: 1,
                ..FailingAddress::default()
            };
            Ok((change.insert(made)?, true))
        }
    }
}

/// Somebody found out that an address takes mail again.
pub fn works(visit: &Visit, id: Id<FailingAddress>) -> Result<()> {
    visit.act(WORKS, move |change| {
        let held = change.subject(id)?;
        change.delete(&held)
    })
}

/// What is known to be wrong with an address, for whoever sees it.
pub fn of_address(visit: &Visit, address: &str) -> Result<Option<FailingAddress>> {
    if address.is_empty() {
        return Ok(None);
    }
    let key = Key::new().text(&address.to_lowercase());
    if_found(house(visit).find_by(BY_ADDRESS, key))
}

/// The same in words beside the address; nothing where nothing is wrong.
pub fn note(visit: &Visit, address: &str) -> Result<Markup> {
    Ok(html! {
        @if let Some(held) = of_address(visit, address)? {
            span class="t12" {
                (tag(Tone::Danger, "Mail to this address comes back"))
                " since " (held.since.show(visit.at, &visit.tz)) ": " (held.said)
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_of_the_mail_is_none_of_the_address() {
        for of_address in [
            "550 5.1.1 no such mailbox",
            "550 5.1.10 RESOLVER.ADR.RecipientNotFound",
        ] {
            assert!(is_of_address(of_address), "{of_address}");
        }
        for other in [
            "554 5.6.0 no such mail",
            "550 no",
            "550 5.7.1 not from you",
            "552 5.2.2 full",
        ] {
            assert!(!is_of_address(other), "{other}");
        }
    }
}
