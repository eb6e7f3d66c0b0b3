//! Which route an address leads to. Literal parts count before captured ones, so that `/leads/new` is not the lead
//! called "new"; a part that is empty leads nowhere.

use std::collections::BTreeMap;

use matchit::Router;
use percent_encoding::percent_decode_str;

use super::route::Route;

/// The routes of each method, by their number in the list they come from.
pub struct RouteTable {
    by_method: BTreeMap<&'static str, Router<usize>>,
}

pub enum Found {
    Route(usize, Vec<(String, String)>),
    /// The path is known under other methods: those of the pattern that fits it best.
    OtherMethod(Vec<&'static str>),
    Nothing,
}

impl RouteTable {
    /// Panics where two routes are one, or a pattern can't be read: a mistake in the source that no release can contain.
    pub fn new(routes: &[Route]) -> RouteTable {
        let mut by_method: BTreeMap<&'static str, Router<usize>> = BTreeMap::new();
        for (at, route) in routes.iter().enumerate() {
            let router = by_method.entry(route.method).or_default();
            if let Err(why) = router.insert(route.path.as_str(), at) {
                panic!("{} {}: {why}", route.method, route.path);
            }
        }
        RouteTable { by_method }
    }

    pub fn find(&self, routes: &[Route], method: &str, path: &str) -> Found {
        let here = self
            .by_method
            .get(method)
            .and_then(|router| fits(router, path));
        if let Some((at, captures)) = here {
            return Found::Route(at, captures);
        }
        let others = self.by_method.values();
        let mut others: Vec<usize> = others
            .filter_map(|router| fits(router, path))
            .map(|(at, _)| at)
            .collect();
        others.sort_unstable();
        let Some(best) = others.iter().min_by_key(|at| captured(&routes[**at].path)) else {
            return Found::Nothing;
        };
        let same = |at: &&usize| routes[**at].path == routes[*best].path;
        Found::OtherMethod(
            others
                .iter()
                .filter(same)
                .map(|at| routes[*at].method)
                .collect(),
        )
    }
}

/// The route a path fits, with what its captures hold.
fn fits(router: &Router<usize>, path: &str) -> Option<(usize, Vec<(String, String)>)> {
    let found = router.at(path).ok()?;
    if found.params.iter().any(|(_, value)| value.is_empty()) {
        return None;
    }
    let captures = found.params.iter().map(|(name, value)| {
        let value = percent_decode_str(value).decode_utf8_lossy();
        (name.to_owned(), value.into_owned())
    });
    Some((*found.value, captures.collect()))
}

/// Which parts of a pattern are captured; literal ones come first in this order.
fn captured(pattern: &str) -> Vec<bool> {
    pattern
        .split('/')
        .map(|part| part.starts_with('{'))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::Reply;

    fn table() -> (RouteTable, Vec<Route>) {
        let routes: Vec<Route> = [
            ("GET", "/"),
            ("GET", "/leads"),
            ("POST", "/leads"),
            ("GET", "/leads/{id}"),
            ("POST", "/leads/{id}"),
            ("GET", "/leads/new"),
            ("POST", "/leads/{lead}/notes/{note}"),
            ("GET", "/files/{name}"),
        ]
        .into_iter()
        .map(|(method, path)| Route::open(method, path, "for this test", |_, _| Ok(Reply::go("/"))))
        .collect();
        (RouteTable::new(&routes), routes)
    }

    #[test]
    fn an_address_leads_to_the_pattern_that_fits_it_best() {
        let (table, routes) = table();
        let to = |method: &str, path: &str| match table.find(&routes, method, path) {
            Found::Route(at, captures) => {
                let held = captures
                    .iter()
                    .map(|(name, value)| format!("{name}={value}"));
                let held: Vec<String> = held.collect();
                format!("{} {}", routes[at].path, held.join(" "))
                    .trim()
                    .to_owned()
            }
            Found::OtherMethod(methods) => format!("only {}", methods.join(" ")),
            Found::Nothing => "nothing".into(),
        };
        for (method, path, expected) in [
            ("GET", "/", "/"),
            ("GET", "/leads", "/leads"),
            ("GET", "/leads/new", "/leads/new"),
            ("GET", "/leads/newer", "/leads/{id} id=newer"),
            ("POST", "/leads/new", "/leads/{id} id=new"),
            ("PATCH", "/leads/new", "only GET"),
            ("PATCH", "/leads/7", "only GET POST"),
            ("DELETE", "/leads", "only GET POST"),
            (
                "POST",
                "/leads/7/notes/8",
                "/leads/{lead}/notes/{note} lead=7 note=8",
            ),
            (
                "GET",
                "/files/a%2Fb%20c.pdf",
                "/files/{name} name=a/b c.pdf",
            ),
            ("GET", "/files/%ff", "/files/{name} name=\u{fffd}"),
            ("GET", "/leads/", "nothing"),
            ("GET", "//leads", "nothing"),
            ("GET", "/leads//", "nothing"),
            ("POST", "/leads//notes/8", "nothing"),
            ("POST", "/leads/7/notes/", "nothing"),
            ("GET", "/lead", "nothing"),
            ("GET", "/leads/7/notes/8/9", "nothing"),
        ] {
            assert_eq!(to(method, path), expected, "{method} {path}");
        }
    }
}
