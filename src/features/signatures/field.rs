//! A place on a page that a signer fills.

use serde::{Deserialize, Serialize};

use crate::choices;

choices! {
    pub enum FieldKind {
        Signature: "signature", "Signature";
        Name: "name", "Name";
        Date: "date", "Date";
        Text: "text", "Words of theirs";
    }
}

/// Thousandths of a page's width and height.
pub const WHOLE: u32 = 1000;
/// The smallest and the most that one has.
pub const LEAST: u32 = 10;
pub const MOST: usize = 60;

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placed {
    /// Whose it is, as people count those who sign.
    pub signer: u32,
    pub kind: FieldKind,
    /// From 1.
    pub page: u32,
    /// Its upper left corner, from the page's, in thousandths of the page.
    pub x: u32,
    pub y: u32,
    pub width: u32,
    pub height: u32,
    /// What the signer wrote, where it is for words.
    #[serde(default)]
    pub text: String,
}

impl Placed {
    /// Where a signature stands that nobody placed: at the foot of a page, two beside each other and further pairs above.
    pub fn usual(signer: usize, page: u32) -> Placed {
        let (column, row) = (signer % 2, signer / 2 % 6);
        let number = |n: usize| u32::try_from(n).unwrap_or_default();
        Placed {
            signer: number(signer + 1),
            kind: FieldKind::Signature,
            page,
            x: 80 + number(column) * 460,
            y: 880 - number(row) * 80,
            width: 380,
            height: 60,
            text: String::new(),
        }
    }

    /// Why it stands on no page of so many for so many signers.
    pub fn wrong(&self, pages: usize, signers: usize) -> Option<&'static str> {
        let among = |n: u32, most: usize| (1..=most).contains(&(n as usize));
        if !among(self.signer, signers) {
            return Some("There is no such signer.");
        }
        if !among(self.page, pages) {
            return Some("There is no such page.");
        }
        let fits = |from: u32, size: u32| size >= LEAST && from + size <= WHOLE;
        match fits(self.x, self.width) && fits(self.y, self.height) {
            true => None,
            false => Some("It reaches over the edge of the page, or is too small."),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_has_no_place_gets_one_on_the_page() {
        for signer in 0..30 {
            assert_eq!(Placed::usual(signer, 2).wrong(2, 30), None, "{signer}");
        }
        let two = [Placed::usual(0, 1), Placed::usual(1, 1)];
        assert!(two[0].x + two[0].width <= two[1].x);
        assert!(Placed::usual(0, 3).wrong(2, 1).is_some());
        assert!(Placed::usual(1, 1).wrong(2, 1).is_some());
        let over = Placed {
            x: 900,
            ..Placed::usual(0, 1)
        };
        assert!(over.wrong(1, 1).is_some());
    }
}
