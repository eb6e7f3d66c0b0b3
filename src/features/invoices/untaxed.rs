//! Why nothing is taxed of what a paper bills at no tax: law wants it said, and programs know it by a letter (UNCL 5305, of
//! which EN 16931 uses some) and a code (VATEX).

use crate::{base::language::say, choices};

choices! {
    pub enum Untaxed {
        /// Taxed, at a rate of 0%.
        Zero: "zero", "Zero-rated";
        Exempt: "exempt", "Exempt";
        /// The client owes the tax.
        Reverse: "reverse_charge", "Reverse charge";
        Export: "export", "Export";
        Outside: "outside", "Outside the scope of tax";
    }
}

impl Untaxed {
    /// The category of EN 16931; nothing for what a newer Atrium wrote.
    pub fn category(self) -> Option<&'static str> {
        match self {
            Untaxed::Zero => Some("Z"),
            Untaxed::Exempt => Some("E"),
            Untaxed::Reverse => Some("AE"),
            Untaxed::Export => Some("G"),
            Untaxed::Outside => Some("O"),
            Untaxed::Unknown => None,
        }
    }

    /// The code of its reason, where there is one for all cases (BT-121).
    pub fn reason_code(self) -> Option<&'static str> {
        match self {
            Untaxed::Reverse => Some("VATEX-EU-AE"),
            Untaxed::Export => Some("VATEX-EU-G"),
            Untaxed::Outside => Some("VATEX-EU-O"),
            Untaxed::Zero | Untaxed::Exempt | Untaxed::Unknown => None,
        }
    }

    /// What the paper says of it: the reason that was written, else the usual words.
    pub fn words(self, reason: &str) -> String {
        match (self, reason) {
            (_, reason) if !reason.is_empty() => reason.to_owned(),
            (Untaxed::Reverse, _) => say("paper-untaxed-reverse").into(),
            (Untaxed::Export, _) => say("paper-untaxed-export").into(),
            (Untaxed::Outside, _) => say("paper-untaxed-outside").into(),
            (Untaxed::Zero, _) => say("paper-untaxed-zero").into(),
            (Untaxed::Exempt, _) => say("paper-untaxed-exempt").into(),
            (Untaxed::Unknown, _) => String::new(),
        }
    }
}
