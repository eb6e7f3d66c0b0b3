//! The authority outside that stamps the time on what the house seals (RFC 3161): none until an administrator names one. What
//! it said, or that it was not asked or gave none, stands in the file and on the request.

use maud::html;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{
    actions::{EDIT_TIME_STAMPS as EDIT, VIEW_TIME_STAMPS as VIEW},
    seal::{Asked, Stamp},
};
use crate::{
    access::Placement,
    base::{Id, Moment, Result, language::say},
    data::{
        Cached, Declares, Entity, EntityInfo, Field, Kind, ReadTx, Record, Store, Visit, record,
    },
    jobs::egress::http::{self, Call, Target},
    said,
    ui::prelude::*,
    web::{
        Filled, Page, Reply, Request, Route, Told,
        form::{Form, Optional, Reader},
    },
};

/// By which clock a file is sealed, as its certificate says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Clock {
    /// Nobody outside was asked.
    House,
    /// This server stamped it.
    Stamped(String),
    /// This server was asked and gave no stamp, and why.
    Failed(String, String),
}

impl Clock {
    pub fn words(&self) -> String {
        match self {
            Clock::House => say("certificate-no-authority").into(),
            Clock::Stamped(host) => said!("certificate-stamped", host = host.as_str()),
            Clock::Failed(host, why) => said!(
                "certificate-no-stamp",
                host = host.as_str(),
                why = why.trim_end_matches('.')
            ),
        }
    }
}

/// One record for the house; nobody is asked before somebody saves one.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TimeStamps {
    #[serde(skip)]
    pub id: Id<TimeStamps>,
    #[serde(skip)]
    pub version: u64,
    /// Where it is asked; empty asks nobody.
    #[serde(default)]
    pub url: String,
    /// Whether it may lie inside the house's own network.
    #[serde(default)]
    pub inside: bool,
    /// SHA-256 of the certificate that it stamps with; empty takes any that is for stamping.
    #[serde(default)]
    pub certificate: String,
}

impl TimeStamps {
    fn title(&self) -> String {
        "Who stamps the time".into()
    }

    fn placement(&self) -> Vec<Placement> {
        Vec::new()
    }

    fn declare(&self, _: &mut Declares) {}

    /// The server, as files name it.
    pub fn host(&self) -> String {
        Target::of(&self.url).map_or_else(|_| "no address".to_owned(), |target| target.host)
    }

    /// Asks for a stamp on a signature. It goes outward, so never within a deed.
    ///
    /// # Errors
    /// Why there is none, in words.
    pub fn stamp(&self, signature: &[u8], at: Moment) -> Result<Stamp, String> {
        let asked = Asked::of(signature);
        let query = "application/timestamp-query".to_owned();
        let (status, answer) = http::exchange(&Call {
            purpose: "a time stamp",
            url: &self.url,
            inside: self.inside,
            headers: vec![("content-type".into(), query)],
            body: asked.query.clone(),
            patience: http::PATIENCE,
            roots: None,
            secret: "",
        })?;
        if status != 200 {
            return Err(format!("it answered with {status}"));
        }
        let stamp = asked.read(&answer, at)?;
        if !self.certificate.is_empty() && self.certificate != stamp.certificate {
            return Err("it stamps with another certificate than the one that was named".into());
        }
        Ok(stamp)
    }
}

const FIELDS: &[Field] = &[
    Field::text("url", "Address"),
    Field::yes_no("inside", "Inside the own network"),
    Field::text("certificate", "SHA-256 of its certificate"),
];

impl Entity for TimeStamps {
    const INFO: &'static EntityInfo = &EntityInfo::new(
        "Who stamps the time",
        "Who stamps the time",
        Icon::Shield,
        FIELDS,
    )
    .without_page();
}

record!(TimeStamps, Kind::new(142, "time-stamps", "TSA"), view: VIEW);

/// As it is now, in memory.
pub struct CurrentTimeStamps(pub TimeStamps);

impl Cached for CurrentTimeStamps {
    const FROM: &'static [Kind] = &[TimeStamps::KIND];

    fn build(read_tx: &ReadTx, _: &Store) -> Result<Self> {
        let held = read_tx.all::<TimeStamps>()?.pop();
        Ok(CurrentTimeStamps(held.unwrap_or_default()))
    }
}

/// Who is asked, where anybody is.
pub fn current(visit: &Visit) -> Result<Option<TimeStamps>> {
    let held = visit.cached::<CurrentTimeStamps>()?;
    Ok(Some(held.0.clone()).filter(|held| !held.url.is_empty()))
}

#[derive(Debug, Clone, Default)]
pub struct TimeStampsForm {
    pub url: String,
    pub inside: bool,
    pub certificate: String,
    pub version: Option<u64>,
}

impl Form for TimeStampsForm {
    fn read(f: &mut Reader) -> Self {
        let url = f.text("url", "Address", Optional, 300);
        f.tell("Where a time-stamp authority takes requests (RFC 3161). Empty asks nobody.");
        if let (false, Err(why)) = (url.is_empty(), Target::of(&url)) {
            f.problem("url", why);
        }
        let inside = f.flag("inside", "It may lie inside our own network");
        let typed = f.text("certificate", "SHA-256 of its certificate", Optional, 120);
        f.tell("Sixty-four letters; then no other is taken. Empty takes any that is for stamping.");
        let certificate: String = typed
            .chars()
            .filter(|letter| !matches!(letter, ':' | ' '))
            .collect::<String>()
            .to_lowercase();
        if !certificate.is_empty() && !super::seal::is_hash(&certificate) {
            f.problem(
                "certificate",
                "This should be a SHA-256: sixty-four letters from 0 to f.",
            );
        }
        TimeStampsForm {
            url,
            inside,
            certificate,
            version: f.version(),
        }
    }
}

/// # Errors
/// Where somebody saved in between.
pub fn set(visit: &Visit, form: TimeStampsForm) -> Result<()> {
    visit.act(EDIT, move |change| {
        let mut held = change.only::<TimeStamps>(form.version)?;
        held.url = form.url;
        held.inside = form.inside;
        held.certificate = form.certificate;
        change.put(&held)
    })
}

const AT: &str = "/time-stamps";
const TOLD: Told = Told::Object(&[
    ("url", Told::Text),
    ("inside", Told::Flag),
    ("certificate", Told::Text),
    ("version", Told::Number),
]);

pub fn routes() -> Vec<Route> {
    vec![
        Route::page(AT, EDIT, |v, _| page(v, &filled(v)?).map(Into::into)),
        Route::post(AT, EDIT, save),
        // What Undo leads back to.
        Route::page("/time-stamps/{id}", EDIT, |_, _| Ok(Reply::go(AT))),
        Route::api_get(AT, VIEW, "Who stamps the time on seals", |v, _| answer(v)).tells(TOLD),
        Route::api_edit::<TimeStampsForm>(
            AT,
            EDIT,
            "Say who stamps the time on seals; an empty address asks nobody",
            |v, _| answer(v),
            |v, _| filled(v),
            |v, _, form| set(v, form),
        )
        .tells(TOLD),
    ]
}

fn answer(visit: &Visit) -> Result<Reply> {
    let known = visit.cached::<CurrentTimeStamps>()?;
    let held = &known.0;
    Ok(Reply::json(json!({
        "url": held.url, "inside": held.inside, "certificate": held.certificate, "version": held.version,
    })))
}

fn filled(visit: &Visit) -> Result<Filled<TimeStampsForm>> {
    let known = visit.cached::<CurrentTimeStamps>()?;
    let held = &known.0;
    let mut values = vec![
        ("url", held.url.clone()),
        ("certificate", held.certificate.clone()),
        ("version", held.version.to_string()),
    ];
    if held.inside {
        values.push(("inside", "on".into()));
    }
    Ok(Filled::blank(&values))
}

fn save(visit: &Visit, request: &Request) -> Result<Reply> {
    match request
        .fill::<TimeStampsForm>()
        .attempt(|form| set(visit, form))?
    {
        Ok(()) => Ok(Reply::go(AT).toast("Saved", visit.wrote())),
        Err(typed) => {
            let version = visit.cached::<CurrentTimeStamps>()?.0.version;
            Ok(page(visit, &typed.against(version, &filled(visit)?))?.into())
        }
    }
}

fn page(visit: &Visit, form: &Filled<TimeStampsForm>) -> Result<Page> {
    let known = visit.cached::<CurrentTimeStamps>()?;
    let now = match known.0.url.is_empty() {
        true => "Nobody is asked".to_owned(),
        false => known.0.host(),
    };
    let body = html! {
        (Head::new("Who stamps the time").fact(now))
        form class="stack read" method="post" action=(AT) data-once {
            (form.summary())
            (form.version(known.0.version))
            p class="mute" { "With the last signature the house seals the file. A time-stamp authority is told a hash of the seal, nothing else, and says by a clock that isn’t ours that it was there by then. Where it gives no stamp, the file is sealed all the same and says so." }
            (form.text("url", "Address").optional().hint("Where it takes requests (RFC 3161), such as https://tsa.example.org/tsr. Empty asks nobody; the certificate of every file then says that the time is our clock’s."))
            (form.tick("inside", "It may lie inside our own network"))
            (form.text("certificate", "SHA-256 of its certificate").optional().hint("Then no other is taken. Empty takes any certificate that is for stamping."))
            (buttons(html! { (Button::submit("Save").primary()) (Button::link("Keep it as it is", "/signature-requests")) }))
        }
    };
    Ok(Page::new("Who stamps the time", body)
        .under("Signatures", "/signature-requests")
        .styles(&["extra"])
        .status(form.status()))
}

#[cfg(test)]
mod tests {
    use std::{
        io::{Read, Write},
        net::TcpListener,
        thread,
    };

    use super::*;
    use crate::features::signatures::seal::Stub;

    const AT: Moment = Moment(1_790_000_000_000);

    /// An authority that answers once, with this status.
    fn stub(status: &'static str) -> (String, String) {
        let authority = Stub::new(true);
        let certificate = authority.fingerprint();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/tsr", listener.local_addr().unwrap());
        thread::spawn(move || {
            let (mut line, _) = listener.accept().unwrap();
            let (mut heard, mut part) = (Vec::new(), [0; 1024]);
            let query = loop {
                let read = line.read(&mut part).unwrap();
                heard.extend(&part[..read]);
                let text = String::from_utf8_lossy(&heard).to_lowercase();
                let ends = heard.windows(4).position(|four| four == b"\r\n\r\n");
                let length = text.split("content-length: ").nth(1);
                let length =
                    length.and_then(|rest| rest.split("\r\n").next()?.parse::<usize>().ok());
                if let (Some(ends), Some(length)) = (ends, length) {
                    let body: &[u8] = &heard[ends + 4..];
                    if body.len() == length {
                        assert!(text.contains("application/timestamp-query"), "{text}");
                        break body.to_vec();
                    }
                }
            };
            let body = authority.answer(&query, "20260921141320Z");
            let head = format!(
                "HTTP/1.1 {status}\r\ncontent-length: {}\r\n\r\n",
                body.len()
            );
            line.write_all(head.as_bytes()).unwrap();
            line.write_all(&body).unwrap();
        });
        (url, certificate)
    }

    fn asked(url: String, certificate: &str) -> Result<Stamp, String> {
        let held = TimeStamps {
            url,
            certificate: certificate.to_owned(),
            ..TimeStamps::default()
        };
        held.stamp(b"a signature", AT)
    }

    #[test]
    fn a_stamp_comes_from_who_was_named_and_no_other() {
        let (url, certificate) = stub("200 OK");
        let stamp = asked(url, &certificate).unwrap();
        assert_eq!((stamp.at, &stamp.certificate), (AT, &certificate));
        let (url, _) = stub("200 OK");
        let why = asked(url, &"ab".repeat(32)).unwrap_err();
        assert!(why.contains("another certificate"), "{why}");
        let (url, _) = stub("503 Service Unavailable");
        assert_eq!(asked(url, "").unwrap_err(), "it answered with 503");
        // In clear it is asked on this machine only.
        let why = asked("http://192.0.2.7/tsr".into(), "").unwrap_err();
        assert!(why.starts_with("Nothing was sent"), "{why}");
    }

    #[test]
    fn what_no_stamp_was_given_for_is_said() {
        let words = Clock::Failed("tsa.example.org".into(), "it refused.".into()).words();
        assert!(
            words.contains("gave no stamp: it refused. So every time"),
            "{words}"
        );
    }
}
