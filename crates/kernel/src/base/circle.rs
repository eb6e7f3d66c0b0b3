//! Whether one more link closes a circle: of projects that are parts of projects, of tasks that wait for tasks.

use std::collections::{BTreeMap, VecDeque};

use super::Result;

/// Whether one of `wanted` is among `from` or is met on the way on from there. `next` tells where each leads; a circle
/// that is there already is walked once.
///
/// # Errors
/// With those of `next`.
pub fn leads_to<T, N>(
    from: impl IntoIterator<Item = T>,
    wanted: &[T],
    next: impl FnMut(T) -> Result<N>,
) -> Result<bool>
where
    T: Copy + Ord,
    N: IntoIterator<Item = T>,
{
    Ok(!path_to(from, wanted, next)?.is_empty())
}

/// The shortest way on from one of `from` to the first of `wanted` that is met, both with it; nothing where none is.
///
/// # Errors
/// With those of `next`.
pub fn path_to<T, N>(
    from: impl IntoIterator<Item = T>,
    wanted: &[T],
    mut next: impl FnMut(T) -> Result<N>,
) -> Result<Vec<T>>
where
    T: Copy + Ord,
    N: IntoIterator<Item = T>,
{
    // Each with what it was come to from.
    let mut seen: BTreeMap<T, Option<T>> = BTreeMap::new();
    let mut open: VecDeque<T> = VecDeque::new();
    for at in from {
        if seen.insert(at, None).is_none() {
            open.push_back(at);
        }
    }
    while let Some(at) = open.pop_front() {
        if wanted.contains(&at) {
            let mut path = vec![at];
            while let Some(Some(before)) = path.last().and_then(|last| seen.get(last)) {
                path.push(*before);
            }
            path.reverse();
            return Ok(path);
        }
        for other in next(at)? {
            seen.entry(other).or_insert_with(|| {
                open.push_back(other);
                Some(at)
            });
        }
    }
    Ok(Vec::new())
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

    #[test]
    fn the_shortest_way_is_told() {
        let next = |at: u8| {
            Ok(match at {
                1 => vec![2, 3],
                2 => vec![4],
                3 => vec![9],
                4 => vec![9],
                _ => vec![],
            })
        };
        assert_eq!(path_to([1], &[9], next).unwrap(), [1, 3, 9]);
        assert_eq!(path_to([9], &[9], next).unwrap(), [9]);
        assert!(path_to([1], &[7], next).unwrap().is_empty());
    }
}
