//! Whether one more link closes a circle: of projects that are parts of projects, of tasks that wait for tasks.

use super::Result;

/// Whether one of `wanted` is among `from` or is met on the way on from there. `next` tells where each leads; a circle
/// that is there already is walked once.
///
/// # Errors
/// With those of `next`.
pub fn leads_to<T, N>(
    from: impl IntoIterator<Item = T>,
    wanted: &[T],
    mut next: impl FnMut(T) -> Result<N>,
) -> Result<bool>
where
    T: Copy + Ord,
    N: IntoIterator<Item = T>,
{
    let mut open: Vec<T> = from.into_iter().collect();
    let mut seen = std::collections::BTreeSet::new();
    while let Some(at) = open.pop() {
        if wanted.contains(&at) {
            return Ok(true);
        }
        if seen.insert(at) {
            open.extend(next(at)?);
        }
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Whether anything can be done at all: what waits for nothing that is left is done, again and again.
    fn all_get_done(waits: &[Vec<usize>]) -> bool {
        let mut left: Vec<usize> = (0..waits.len()).collect();
        loop {
            let before = left.len();
            let still = left.clone();
            left.retain(|at| waits[*at].iter().any(|other| still.contains(other)));
            if left.is_empty() {
                return true;
            }
            if left.len() == before {
                return false;
            }
        }
    }

    proptest! {
        #[test]
        fn links_that_close_no_circle_leave_everything_doable(links in prop::collection::vec((0usize..8, 0usize..8), 0..40)) {
            let mut waits: Vec<Vec<usize>> = vec![Vec::new(); 8];
            for (at, other) in links {
                let closes = leads_to([other], &[at], |at| Ok(waits[at].clone())).unwrap();
                waits[at].push(other);
                prop_assert_eq!(closes, !all_get_done(&waits));
                if closes {
                    waits[at].pop();
                }
            }
        }
    }

    #[test]
    fn a_circle_that_is_there_ends_the_walk() {
        let next = |at: u8| Ok([if at == 1 { 2 } else { 1 }]);
        assert!(!leads_to([1], &[3], next).unwrap());
        assert!(leads_to([1], &[2], next).unwrap());
    }
}
