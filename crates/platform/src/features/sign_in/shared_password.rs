//! Passwords that are nobody's: of something that was handed out, such as a link. They are hashed as those of people, and
//! tried at the same pace.

use super::{LoginService, password::Rule, password_hash::password_fits, throttle::Knock};
use crate::{access::Zone, base::Result, data::Visit, features::settings::CurrentSettings};

/// Letters of one at least: it opens one thing for a while, and waits grow with wrong tries.
const SHORTEST: usize = 8;

/// # Errors
/// Beside `field`, with the reason, when it is too short or among the first that are guessed.
pub fn check(visit: &Visit, field: &str, password: &str) -> Result<()> {
    let house = CurrentSettings::of(visit)?.0.name.clone();
    Rule::shared(SHORTEST, &house)
        .with(visit)
        .check(field, password)
}

impl LoginService {
    /// Whether a password is the one of what is called so. A try is counted before it is looked at, and a wrong one is
    /// written down as a refused sign-in is.
    ///
    /// # Errors
    /// `TooMany` while there is a wait.
    pub fn opens(
        &self,
        visit: &Visit,
        name: &str,
        (password, stored): (&str, &str),
    ) -> Result<bool> {
        let knock = Knock::Password {
            account: name,
            address: visit.origin.address,
            office: visit.origin.zone == Zone::Office,
            known_device: None,
        };
        self.let_in(&knock, visit.at)?;
        let fits = password_fits(password, Some(stored), &visit.store().keys().pepper())?;
        match fits {
            true => self.throttle().right(&knock),
            false => {
                let system = visit.unchecked_as_system("nobody is known at the door of a link");
                self.refuse(&system, name, "wrong password")?;
            }
        }
        Ok(fits)
    }
}
