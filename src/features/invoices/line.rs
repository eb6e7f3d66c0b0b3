//! A line of an invoice: a line as quotes have them, a key that it keeps, and where it came from.

use serde::{Deserialize, Serialize};

use crate::{choices, features::quotes::Line};

choices! {
    /// Where a line came from.
    pub enum Source {
        Hand: "hand", "Written";
        Quote: "quote", "From the quote";
        Time: "time", "From time";
        Expense: "expense", "From expenses";
        Retainer: "retainer", "From a retainer";
        Milestone: "milestone", "From a milestone";
        Late: "late", "For a late payment";
    }
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct InvoiceLine {
    #[serde(flatten)]
    pub line: Line,
    /// Its own within the invoice, whatever else of it is edited; 0 until it is kept for the first time. The line of a
    /// credit note has that of the line it takes back.
    #[serde(default)]
    pub key: u32,
    #[serde(default)]
    pub source: Source,
}
