//! How much of a whole a part is, in whole percent: worked out here for budgets, agreements, load and whatever is under way,
//! so that the same numbers say the same everywhere.

/// The part in whole percent of the whole, rounded towards nothing, so that 100 means all of it; None of a whole that is
/// nothing or less. A part may be more than its whole. What is beyond `i64` is its end.
pub fn of(part: i64, whole: i64) -> Option<i64> {
    (whole > 0).then(|| {
        let share = i128::from(part) * 100 / i128::from(whole);
        share.clamp(i128::from(i64::MIN), i128::from(i64::MAX)) as i64
    })
}

/// The same for a bar: at least nothing and at most `most`; `of_nothing` where there is no whole.
pub fn bar(part: i64, whole: i64, most: u32, of_nothing: u32) -> u32 {
    match of(part, whole) {
        Some(share) => u32::try_from(share.max(0)).unwrap_or(u32::MAX).min(most),
        None => of_nothing.min(most),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn all_is_a_hundred_and_nothing_less_is() {
        assert_eq!((of(599, 600), of(600, 600)), (Some(99), Some(100)));
        assert_eq!((of(690, 600), of(0, 600)), (Some(115), Some(0)));
        assert_eq!((of(1, 0), of(0, 0), of(5, -5)), (None, None, None));
        assert_eq!(of(-1, 3), Some(-33));
        assert_eq!(of(i64::MAX, 1), Some(i64::MAX));
        assert_eq!((bar(7, 5, 100, 0), bar(7, 5, 999, 0)), (100, 140));
        assert_eq!((bar(7, 0, 100, 0), bar(7, 0, 999, 999)), (0, 999));
        assert_eq!(bar(-7, 5, 100, 0), 0);
    }

    proptest! {
        /// Held against the fraction: so many hundredths fit into the part, and one more doesn't.
        #[test]
        fn it_is_as_many_hundredths_as_fit(part in 0_i64..1_000_000_000, whole in 1_i64..1_000_000_000) {
            let told = of(part, whole).unwrap();
            prop_assert!(told * whole <= part * 100 && part * 100 < (told + 1) * whole);
            prop_assert_eq!(told >= 100, part >= whole);
        }
    }
}
