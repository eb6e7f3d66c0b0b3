//! What was submitted, as names and values. Passwords are among the values, so they are wiped from memory when nobody needs
//! them any more.

use std::ops::{Deref, DerefMut};

use zeroize::Zeroize;

#[derive(Clone, Default)]
pub struct Pairs(Vec<(String, String)>);

impl Drop for Pairs {
    fn drop(&mut self) {
        for (_, value) in &mut self.0 {
            value.zeroize();
        }
    }
}

impl Deref for Pairs {
    type Target = Vec<(String, String)>;

    fn deref(&self) -> &Vec<(String, String)> {
        &self.0
    }
}

impl DerefMut for Pairs {
    fn deref_mut(&mut self) -> &mut Vec<(String, String)> {
        &mut self.0
    }
}

impl From<Vec<(String, String)>> for Pairs {
    fn from(pairs: Vec<(String, String)>) -> Pairs {
        Pairs(pairs)
    }
}

/// The names: a value may be a password.
impl std::fmt::Debug for Pairs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list()
            .entries(self.0.iter().map(|(name, _)| name))
            .finish()
    }
}
