//! A way by which nothing goes is left alone for a while, longer each time; with other settings it is tried at once.

use super::Backoff;
use crate::base::{Moment, time};

#[derive(Debug, Default)]
pub struct Rest {
    pub until: Moment,
    times: u32,
    /// The version of the settings that it is about.
    settings: u64,
    pub why: Option<String>,
}

const RESTS: Backoff = Backoff {
    first: 5 * time::SECOND,
    longest: 10 * time::MINUTE,
    gives_up: i64::MAX,
};

impl Rest {
    pub fn of(settings: u64) -> Rest {
        Rest {
            settings,
            ..Rest::default()
        }
    }

    /// What was found under other settings counts no more.
    pub fn is_about(&mut self, settings: u64) {
        if self.settings != settings {
            *self = Rest::of(settings);
        }
    }

    /// Whether the way is left alone still. No rest is longer than the longest: the clock was set back meanwhile.
    pub fn lasts(&self, at: Moment) -> bool {
        let left = self.until.since(at);
        left > 0 && left <= RESTS.longest + time::CORRECTED
    }

    /// The way was tried and is closed.
    pub fn grow(&mut self, at: Moment, why: String) {
        self.times += 1;
        self.until = at.plus(RESTS.wait(self.times));
        self.why = Some(why);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_grows_and_ends_with_other_settings_or_a_clock_set_back() {
        let at = Moment(1_790_000_000_000);
        let mut rest = Rest::of(7);
        assert!(!rest.lasts(at));
        rest.grow(at, "nobody answers".into());
        assert!(rest.lasts(at.plus(4 * time::SECOND)) && !rest.lasts(at.plus(5 * time::SECOND)));
        rest.grow(at, "nobody answers".into());
        assert!(rest.lasts(at.plus(9 * time::SECOND)));
        assert!(!rest.lasts(at.plus(-time::DAY)));
        rest.is_about(7);
        assert_eq!(rest.why.as_deref(), Some("nobody answers"));
        rest.is_about(8);
        assert!(rest.why.is_none() && !rest.lasts(at));
    }
}
