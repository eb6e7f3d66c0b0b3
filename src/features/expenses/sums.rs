//! What was spent with a yes, net, as expenses add it up while they change: for a report over all of them, which reads none.

use crate::{
    base::{Month, Result},
    data::{Key, Visit},
    features::projects::{Expense, SPENT_IN, SPENT_ON},
};

fn two(bytes: &[u8]) -> Option<(u64, u64)> {
    let (first, second) = bytes.split_first_chunk::<8>()?;
    let second = u64::from_be_bytes(second.try_into().ok()?);
    Some((u64::from_be_bytes(*first), second))
}

/// By project and by whom it is billed to, as raw numbers, 0 is none; nothing for whoever doesn't see all expenses.
///
/// # Errors
/// When the store can't be read.
pub fn spent_on(visit: &Visit) -> Result<Vec<(u64, u64, i64)>> {
    let kept = visit.sums_of_all::<Expense>(SPENT_ON, &Key::new())?;
    let kept = kept.unwrap_or_default().into_iter();
    Ok(kept
        .filter_map(|(key, sum)| two(&key).map(|(project, client)| (project, client, sum)))
        .collect())
}

/// By month and person, in these months.
///
/// # Errors
/// When the store can't be read.
pub fn spent_in(visit: &Visit, months: &[Month]) -> Result<Vec<(Month, u64, i64)>> {
    let mut found = Vec::new();
    for month in months {
        let key = Key::new().signed(month.0);
        let kept = visit.sums_of_all::<Expense>(SPENT_IN, &key)?;
        for (rest, sum) in kept.unwrap_or_default() {
            if let Ok(person) = rest.try_into() {
                found.push((*month, u64::from_be_bytes(person), sum));
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_as_it_is_written() {
        let mut bytes = 7_u64.to_be_bytes().to_vec();
        bytes.extend(9_u64.to_be_bytes());
        assert_eq!(two(&bytes), Some((7, 9)));
        assert_eq!(two(&bytes[..9]), None);
    }
}
