//! What a page offers: the addresses of its links, and what their reader would be answered there.

use atrium::{
    testing::client::Response,
    web::route::{Face, Route},
};

use super::{
    crowd::Who,
    records::{Records, Stored, Subject},
    rule::Due,
};

/// The pages that links lead to.
pub struct Offers {
    pages: Vec<Route>,
}

impl Offers {
    pub fn new(mut routes: Vec<Route>) -> Offers {
        routes.retain(|route| !route.writes() && route.face != Face::Api);
        // What is written out goes before what is captured.
        routes.sort_by_key(|route| route.path.contains('{'));
        Offers { pages: routes }
    }

    /// What is wrong with the links of an answer: each leads to a page, and to one that its reader may open.
    pub fn refused(&self, who: &Who, records: &Records, answer: &Response) -> Vec<String> {
        let text = answer.text();
        let mut hrefs: Vec<&str> = text
            .split("href=\"")
            .skip(1)
            .filter_map(|rest| rest.split(['"', '?', '#']).next())
            .filter(|href| href.starts_with('/') && !href.starts_with("/assets/"))
            .collect();
        hrefs.sort_unstable();
        hrefs.dedup();
        let refused = |href: &&str| {
            let Some((route, about)) = self.at(records, href) else {
                return Some("no page".to_owned());
            };
            match who.rights.due(records, route, about) {
                Due::In | Due::PartOf => None,
                due => Some(format!("{due:?}")),
            }
        };
        hrefs
            .iter()
            .filter_map(|href| refused(href).map(|why| format!("offers {href}: {why}")))
            .collect()
    }

    /// The page of an address, and the record that it is about.
    fn at<'r>(&self, records: &'r Records, path: &str) -> Option<(&Route, Option<&'r Stored>)> {
        let leads = |route: &&Route| {
            let mut said = route.path.split('/');
            let mut asked = path.split('/');
            loop {
                match (said.next(), asked.next()) {
                    (None, None) => return true,
                    (Some(said), Some(asked)) if said == asked || said.starts_with('{') => {}
                    _ => return false,
                }
            }
        };
        let route = self.pages.iter().find(leads)?;
        let Subject::Record(plural) = Subject::of(route, records) else {
            return Some((route, None));
        };
        let (before, _) = route.path.split_once('{')?;
        let number = path[before.len()..].split('/').next()?;
        let about = records
            .called(plural)
            .find(|record| record.number == number || record.of.id.to_string() == number);
        Some((route, about))
    }
}
