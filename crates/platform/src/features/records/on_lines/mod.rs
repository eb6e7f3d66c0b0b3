//! A record that is made on one line, at the foot of a list or a board. What a line says become the values of the record's
//! own form, over what stands beside the line, so that rules, rights and words are those of its verb; several lines are
//! several records in one deed. A room says how its lines are read (`OnLines`); adding, what is refused, and the way to the
//! whole form are the same everywhere.

mod reached;

use serde_json::json;

use crate::{
    access::Action,
    base::{Error, Problems, Result, text},
    data::{Entity, Visit},
    ui::quick::QuickLine,
    web::{
        Page, Reply, Request, Route,
        form::{Filled, Form},
    },
};

pub use reached::Reached;

/// More than this is a sheet to bring in.
const MOST: usize = 50;

/// A record that is made on one line.
pub trait OnLines: Entity + Sized {
    /// The form that makes one. It has no field `text`, which is the line, unless the line says what that is.
    type New: Form + Clone;
    const MAKE: Action;

    /// What a line says, by the fields of the form.
    fn said(visit: &Visit, line: &str) -> Vec<(&'static str, String)>;

    /// Makes all of them in one deed, or none.
    ///
    /// # Errors
    /// Beside the fields of the form.
    fn make(visit: &Visit, all: Vec<Self::New>) -> Result<()>;

    /// The form's own page, with what a line said and what is wrong with it.
    ///
    /// # Errors
    /// When what it stands on can't be read.
    fn whole(visit: &Visit, request: &Request, form: &Filled<Self::New>) -> Result<Page>;
}

/// The line that makes one: "Add a client". It stands for whoever may make one.
pub fn line_of<R: OnLines>(label: &str, back: &str) -> QuickLine {
    QuickLine::new(format!("/{}/lines", R::KIND.plural), label).hidden("back", back)
}

/// The way to it.
pub fn line_routes<R: OnLines>() -> Vec<Route> {
    let at = format!("/{}/lines", R::KIND.plural);
    vec![Route::post(&at, R::MAKE, save::<R>)]
}

/// The whole form as a line began it: what it says, and in the fields of these names what the address says.
pub fn begun_on_line<R: OnLines>(
    visit: &Visit,
    request: &Request,
    names: &[&str],
) -> Filled<R::New> {
    let mut values: Vec<(&str, String)> = match request.query("text") {
        Some(line) => R::said(visit, &text::clean_line(line)),
        None => Vec::new(),
    };
    for name in names {
        values.extend(request.query(name).map(|said| (*name, said.to_owned())));
    }
    Filled::blank(&values)
}

/// Adds them and comes back to where the line stands; a script stays there and says it with Undo.
fn save<R: OnLines>(visit: &Visit, request: &Request) -> Result<Reply> {
    let script = request.accepts_json && request.part.is_some();
    let count = match add::<R>(visit, request)? {
        Ok(count) => count,
        Err(refused) if script => {
            return Err(match refused.general {
                Some(why) => Error::conflict(why),
                None => Error::Invalid(refused.problems),
            });
        }
        Err(refused) => return R::whole(visit, request, &refused).map(Into::into),
    };
    let said = format!("{} added", R::INFO.counted(count));
    if script {
        return Ok(Reply::json(json!({ "said": said, "undo": visit.wrote() })));
    }
    let home = format!("/{}", R::KIND.plural);
    let back = request.field("back").filter(|to| is_ours(to));
    Ok(Reply::go(back.unwrap_or(&home)).toast(said, visit.wrote()))
}

/// A path of this house, and no other's.
fn is_ours(to: &str) -> bool {
    to.starts_with('/')
        && !to.starts_with("//")
        && to.bytes().all(|b| b.is_ascii_graphic() && b != b'\\')
}

/// How many were made, or the form of the first that couldn't be read.
fn add<R: OnLines>(
    visit: &Visit,
    request: &Request,
) -> Result<std::result::Result<usize, Filled<R::New>>> {
    let typed = text::clean_block(request.field("text").unwrap_or_default());
    let mut lines: Vec<&str> = typed.lines().map(str::trim).collect();
    lines.retain(|line| !line.is_empty());
    if lines.len() > MOST {
        let why = format!(
            "At most {} at once. Bring more in as a sheet.",
            R::INFO.counted(MOST)
        );
        return Err(Error::field("text", why));
    }
    // An empty line is read too: the form says what is missing.
    if let [] | [_] = lines[..] {
        let filled = read::<R>(visit, request, lines.first().copied().unwrap_or_default())?;
        return filled.attempt(|form| R::make(visit, vec![form]).map(|()| 1));
    }
    let mut forms = Vec::new();
    let mut wrong = Problems::default();
    for (n, line) in lines.iter().enumerate() {
        match read::<R>(visit, request, line)?.into_form() {
            Ok(form) => forms.push(form),
            Err(Error::Invalid(problems)) => {
                wrong.add("text", format!("Line {}: {problems}", n + 1));
            }
            Err(other) => return Err(other),
        }
    }
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    let count = forms.len();
    R::make(visit, forms)?;
    Ok(Ok(count))
}

/// What a line says over what stands beside it, in which records may be called as people call them.
fn read<R: OnLines>(visit: &Visit, request: &Request, line: &str) -> Result<Filled<R::New>> {
    let said = R::said(visit, line);
    let beside = |name: &str| {
        !matches!(name, "text" | "back")
            && !name.starts_with('_')
            && said.iter().all(|(held, _)| *held != name)
    };
    let mut pairs: Vec<(String, String)> = request.fields.to_vec();
    pairs.retain(|(name, _)| beside(name));
    let said = said.into_iter();
    pairs.extend(said.map(|(name, value)| (name.to_owned(), value)));
    request.fill_over(visit, pairs, |_| true)
}

#[cfg(test)]
mod tests {
    use super::is_ours;

    #[test]
    fn the_way_back_stays_in_the_house() {
        for ours in ["/", "/clients?after=x", "/clients/CL-101"] {
            assert!(is_ours(ours), "{ours}");
        }
        for other in ["", "clients", "//else.example", "/\\else.example", "/a b"] {
            assert!(!is_ours(other), "{other}");
        }
    }
}
