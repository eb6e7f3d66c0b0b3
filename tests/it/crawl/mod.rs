//! Every door tried by everybody, with real records: what each of the shipped roles, two clients and whoever has no way
//! in at all is answered, held against a predicate worked out here by brute force. Driven by `features::routes()`, so
//! that a new route is tried by itself, or fails with what no record is known for.

mod crowd;
mod fuzz;
mod marks;
mod reading;
mod records;
mod rule;
mod shapes;
mod stale;
mod strangers;
mod ties;
mod writing;

/// Where samples begin; another one each day, and `ATRIUM_SEED` to see a day's again.
fn seed() -> usize {
    let given = std::env::var("ATRIUM_SEED")
        .ok()
        .and_then(|text| text.parse().ok());
    let day = atrium::base::Moment::now().0 / 86_400_000;
    let seed = given.unwrap_or(usize::try_from(day).unwrap_or_default());
    eprintln!("ATRIUM_SEED={seed}");
    seed
}
