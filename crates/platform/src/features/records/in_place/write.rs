//! One field, written through its record's form: over what the record holds in all others, and never over what somebody
//! else wrote into the field meanwhile without that being said.

use crate::{
    base::{Error, Id, Result, text},
    data::{Entity, Visit},
    web::{
        Request,
        form::{Described, Filled, Form, Nothing, Reader},
    },
};

/// What was typed into a field, and what stood in it when the editor was shown.
pub(super) struct Typed {
    /// Whether it is a record that is typed as people call it.
    pub named: bool,
    pub values: Vec<String>,
    pub was: Option<Vec<String>>,
}

/// What became of it.
pub(super) enum Outcome {
    Saved,
    /// The form with everything that was typed, and what is wrong.
    Refused(Filled<Nothing>),
    /// Somebody saved the record in this moment: it is to be read again.
    Late,
}

/// A form whose type is nobody else's business.
pub(super) trait Writes<R>: Send + Sync {
    fn described(&self, name: &str) -> Option<Described>;
    fn current(&self, visit: &Visit, record: &R) -> Result<Filled<Nothing>>;
    fn write(
        &self,
        visit: &Visit,
        request: &Request,
        record: &R,
        name: &str,
        typed: &Typed,
    ) -> Result<Outcome>;
}

pub(super) struct Of<R, F> {
    pub current: fn(&Visit, &R) -> Result<Filled<F>>,
    pub save: fn(&Visit, Id<R>, F) -> Result<()>,
}

/// Values as they are compared: the same whatever their order, and whatever ends their lines.
fn plain<'v>(values: impl Iterator<Item = &'v str>) -> Vec<String> {
    let mut plain: Vec<String> = values.map(text::clean_block).collect();
    plain.retain(|value| !value.is_empty());
    plain.sort();
    plain
}

impl<R: Entity, F: Form + Clone> Writes<R> for Of<R, F> {
    fn described(&self, name: &str) -> Option<Described> {
        let mut all = Reader::describe::<F>().into_iter();
        all.find(|field| field.name == name)
    }

    fn current(&self, visit: &Visit, record: &R) -> Result<Filled<Nothing>> {
        Ok((self.current)(visit, record)?.any())
    }

    fn write(
        &self,
        visit: &Visit,
        request: &Request,
        record: &R,
        name: &str,
        typed: &Typed,
    ) -> Result<Outcome> {
        let current = (self.current)(visit, record)?;
        let held = plain(current.values(name));
        let new = plain(typed.values.iter().map(String::as_str));
        let was = typed
            .was
            .as_ref()
            .map(|was| plain(was.iter().map(String::as_str)));
        let mut pairs = current.pairs().to_vec();
        pairs.retain(|(held, _)| held != name && held != "version");
        // What is emptied is said to be empty: a form that changes what it names would leave it as it is.
        let values = typed.values.iter().cloned();
        pairs.extend(values.map(|value| (name.to_owned(), value)));
        if typed.values.is_empty() {
            pairs.push((name.to_owned(), String::new()));
        }
        pairs.push(("version".to_owned(), record.version().to_string()));
        let filled = request.fill_over::<F>(visit, pairs, |held| typed.named && held == name)?;
        if was.is_some_and(|was| was != held) && new != held {
            let late = match filled.attempt(|_| Err::<(), _>(Error::Stale))? {
                Err(late) => late.against(record.version(), &current),
                Ok(()) => return Ok(Outcome::Late),
            };
            return Ok(Outcome::Refused(late.any()));
        }
        let mut late = false;
        let done = filled.attempt(|form| {
            let done = (self.save)(visit, record.id(), form);
            late = done == Err(Error::Stale);
            done
        })?;
        Ok(match done {
            Ok(()) => Outcome::Saved,
            Err(_) if late => Outcome::Late,
            Err(refused) => Outcome::Refused(refused.any()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn values_are_compared_whatever_their_order_and_line_ends() {
        let same = |a: &[&str], b: &[&str]| plain(a.iter().copied()) == plain(b.iter().copied());
        assert!(same(&["seo", "web"], &["web", "seo", ""]));
        assert!(same(&["a\r\nb"], &["a\nb"]));
        assert!(same(&[], &["", ""]));
        assert!(!same(&["web"], &["web", "seo"]));
    }
}
