//! What a movement is known by in its account, so that the same or an overlapping statement brings nothing in twice: the bank's
//! reference with the amount, else the day, the amount and the words; and which of several alike in its file it is.

use std::collections::HashMap;

use super::parse::ParsedLine;
use crate::base::text;

/// The key of each line of a file, in its order.
pub fn keys(lines: &[ParsedLine]) -> Vec<String> {
    let mut seen: HashMap<String, u32> = HashMap::new();
    lines
        .iter()
        .map(|line| {
            let base = base(line);
            let nth = seen.entry(base.clone()).or_default();
            *nth += 1;
            let hash = blake3::hash(format!("{base}\u{1f}{nth}").as_bytes());
            hash.to_hex()[..32].to_owned()
        })
        .collect()
}

fn base(line: &ParsedLine) -> String {
    let amount = line.amount.0;
    match line.reference.is_empty() {
        false => format!("r\u{1f}{}\u{1f}{amount}", line.reference),
        true => {
            let words = format!("{}{}{}", line.name, line.text, line.end_to_end);
            format!(
                "t\u{1f}{}\u{1f}{amount}\u{1f}{}",
                line.day.0,
                text::fold(&words)
            )
        }
    }
}
