//! What is different between two texts, line by line. What stands once in both holds them together (patience); what is
//! left between is compared in full where it is short enough, and stands as taken out and put in where it isn't, so that
//! it costs about as much as the texts are long.

use std::collections::HashMap;

/// One line of the comparison, with its place in the old and in the new text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Same(usize, usize),
    Removed(usize),
    Added(usize),
}

/// Cells of the largest table that is filled in for one stretch.
const MOST_CELLS: usize = 1_000_000;

/// Every line of both, in order; what was removed comes before what stands in its place.
pub fn lines(old: &[&str], new: &[&str]) -> Vec<Step> {
    let mut steps = Vec::with_capacity(old.len().max(new.len()));
    between(old, new, (0, 0), &mut steps);
    steps
}

fn between(old: &[&str], new: &[&str], (from, at): (usize, usize), steps: &mut Vec<Step>) {
    let head = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let (old_rest, new_rest) = (&old[head..], &new[head..]);
    let ends = old_rest.iter().rev().zip(new_rest.iter().rev());
    let tail = ends.take_while(|(a, b)| a == b).count();
    let old_middle = &old_rest[..old_rest.len() - tail];
    let new_middle = &new_rest[..new_rest.len() - tail];
    steps.extend((0..head).map(|n| Step::Same(from + n, at + n)));
    let (from, at) = (from + head, at + head);
    middle(old_middle, new_middle, (from, at), steps);
    let (from, at) = (from + old_middle.len(), at + new_middle.len());
    steps.extend((0..tail).map(|n| Step::Same(from + n, at + n)));
}

fn middle(old: &[&str], new: &[&str], (from, at): (usize, usize), steps: &mut Vec<Step>) {
    let anchors = match old.is_empty() || new.is_empty() {
        true => Vec::new(),
        false => anchors(old, new),
    };
    if anchors.is_empty() {
        return in_full(old, new, (from, at), steps);
    }
    let (mut a, mut b) = (0, 0);
    for (i, j) in anchors {
        between(&old[a..i], &new[b..j], (from + a, at + b), steps);
        steps.push(Step::Same(from + i, at + j));
        (a, b) = (i + 1, j + 1);
    }
    between(&old[a..], &new[b..], (from + a, at + b), steps);
}

/// Lines that stand once in each, as many of them as come in one order.
fn anchors(old: &[&str], new: &[&str]) -> Vec<(usize, usize)> {
    let mut found: HashMap<&str, [(usize, usize); 2]> = HashMap::new();
    for (side, lines) in [old, new].into_iter().enumerate() {
        for (n, line) in lines.iter().enumerate() {
            let held = &mut found.entry(line).or_default()[side];
            *held = (held.0 + 1, n);
        }
    }
    let once = found.into_values();
    let once = once.filter(|[a, b]| a.0 == 1 && b.0 == 1);
    let mut pairs: Vec<(usize, usize)> = once.map(|[a, b]| (a.1, b.1)).collect();
    pairs.sort_unstable();
    longest_rising(&pairs)
}

/// The longest run of pairs that rises on the second side; they come in the order of the first.
fn longest_rising(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    // For each length the pair that ends such a run lowest; and for each pair the one before it.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    for (n, pair) in pairs.iter().enumerate() {
        let at = ends.partition_point(|end| pairs[*end].1 < pair.1);
        before.push(at.checked_sub(1).map(|last| ends[last]));
        match ends.get_mut(at) {
            Some(end) => *end = n,
            None => ends.push(n),
        }
    }
    let mut run = Vec::with_capacity(ends.len());
    let mut at = ends.last().copied();
    while let Some(n) = at {
        run.push(pairs[n]);
        at = before[n];
    }
    run.reverse();
    run
}

/// The longest common lines of a stretch, where a table of it is small enough.
fn in_full(old: &[&str], new: &[&str], (from, at): (usize, usize), steps: &mut Vec<Step>) {
    let width = new.len() + 1;
    let small = old.len().saturating_add(1).saturating_mul(width) <= MOST_CELLS;
    if !small || old.is_empty() || new.is_empty() {
        steps.extend((0..old.len()).map(|n| Step::Removed(from + n)));
        steps.extend((0..new.len()).map(|n| Step::Added(at + n)));
        return;
    }
    let mut table = vec![0u32; (old.len() + 1) * width];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            table[i * width + j] = match old[i] == new[j] {
                true => table[(i + 1) * width + j + 1] + 1,
                false => table[(i + 1) * width + j].max(table[i * width + j + 1]),
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < old.len() && j < new.len() {
        if old[i] == new[j] {
            steps.push(Step::Same(from + i, at + j));
            (i, j) = (i + 1, j + 1);
        } else if table[(i + 1) * width + j] >= table[i * width + j + 1] {
            steps.push(Step::Removed(from + i));
            i += 1;
        } else {
            steps.push(Step::Added(at + j));
            j += 1;
        }
    }
    steps.extend((i..old.len()).map(|n| Step::Removed(from + n)));
    steps.extend((j..new.len()).map(|n| Step::Added(at + n)));
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn said(old: &str, new: &str) -> String {
        let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
        let each = lines(&old, &new).into_iter().map(|step| match step {
            Step::Same(i, _) => format!(" {}", old[i]),
            Step::Removed(i) => format!("-{}", old[i]),
            Step::Added(j) => format!("+{}", new[j]),
        });
        each.collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn a_changed_line_stands_between_what_stayed() {
        assert_eq!(said("a\nb\nc", "a\nx\nc"), " a\n-b\n+x\n c");
        assert_eq!(said("", "a\nb"), "+a\n+b");
        assert_eq!(said("a\nb", ""), "-a\n-b");
        assert_eq!(said("a\nb", "a\nb"), " a\n b");
        // A line that moved is taken out of one place and put in at the other.
        assert_eq!(
            said("one\ntwo\nthree", "two\nthree\none"),
            "-one\n two\n three\n+one"
        );
    }

    #[test]
    fn what_is_too_long_to_compare_is_told_as_a_whole() {
        let old = vec!["same"; 1_500];
        let mut new = vec!["other"; 1_500];
        new[700] = "another";
        let steps = lines(&old, &new);
        assert_eq!(steps.len(), 3_000);
        assert_eq!(steps[0], Step::Removed(0));
        assert_eq!(steps[1_500], Step::Added(0));
    }

    proptest! {
        #[test]
        fn both_texts_can_be_read_off_it(
            old in prop::collection::vec(0u8..6, 0..40),
            new in prop::collection::vec(0u8..6, 0..40),
        ) {
            const WORDS: [&str; 6] = ["a", "b", "c", "d", "e", ""];
            let words = |of: &[u8]| of.iter().map(|n| WORDS[usize::from(*n)]).collect::<Vec<_>>();
            let (old, new) = (words(&old), words(&new));
            let (mut before, mut after) = (Vec::new(), Vec::new());
            for step in lines(&old, &new) {
                match step {
                    Step::Same(i, j) => {
                        prop_assert_eq!(old[i], new[j]);
                        before.push(i);
                        after.push(j);
                    }
                    Step::Removed(i) => before.push(i),
                    Step::Added(j) => after.push(j),
                }
            }
            prop_assert_eq!(before, (0..old.len()).collect::<Vec<_>>());
            prop_assert_eq!(after, (0..new.len()).collect::<Vec<_>>());
        }
    }
}
