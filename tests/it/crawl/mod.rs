//! Every door tried by everybody, with real records: what each of the shipped roles, two clients and whoever has no way
//! in at all is answered, held against a predicate worked out here by brute force. Driven by `features::routes()`, so
//! that a new route is tried by itself, or fails with what no record is known for.

mod answers;
mod crowd;
mod fuzz;
mod hands;
mod lists;
mod marks;
mod offers;
mod patches;
mod reading;
mod records;
mod rule;
mod shapes;
mod stale;
mod strangers;
mod ties;
mod writing;

use rule::Sample;

/// What is taken of all that could be tried: the same every day, one record of each sort. With `ATRIUM_SEED` (or
/// `tests/run --wide`) others, and several of each sort.
fn sample() -> Sample {
    let Ok(text) = std::env::var("ATRIUM_SEED") else {
        return Sample { seed: 0, each: 1 };
    };
    let seed = text.parse().expect("ATRIUM_SEED is a number");
    eprintln!("ATRIUM_SEED={seed}");
    Sample { seed, each: 3 }
}
