//! What a handler answers. Pages carry only their main; the shell is put around them by dispatch.

use maud::{Markup, html};
use serde::Serialize;
use serde_json::Value;

use crate::{
    access::Action,
    base::{Error, Result},
    data::{FileRef, Json, Record, Visit},
    web::{Request, live::of_list},
};

pub enum Reply {
    Page(Box<Page>),
    /// See other: after a deed, so that the back button and a reload do no harm.
    Go {
        to: String,
        toast: Option<Toast>,
        cookies: Vec<String>,
    },
    /// The same request again, elsewhere and with everything that was submitted.
    Again {
        to: String,
        cookies: Vec<String>,
    },
    Json {
        status: u16,
        body: Written,
    },
    /// It was done when it was asked for the first time, and no more can be said of it by now.
    DoneBefore,
    /// A piece of HTML that a script asked for.
    Part(Markup),
    Text {
        media_type: &'static str,
        body: String,
        /// Offered as a download under this name.
        download: Option<String>,
    },
    /// A file from the vault, always as an attachment in a sandbox.
    File {
        file: FileRef,
        name: String,
        media_type: String,
        inline: bool,
        /// Whether browsers may keep it: another file has another address.
        kept: bool,
    },
    /// What is read bit by bit while it is sent, always as an attachment: an export, a snapshot.
    Stream {
        reader: Box<dyn std::io::Read + Send>,
        size: Option<u64>,
        name: String,
        media_type: &'static str,
    },
}

/// JSON as it is sent, and what is told of it in headers.
pub struct Written {
    pub text: Vec<u8>,
    /// The number of the record that it is.
    pub id: Option<String>,
    pub version: Option<u64>,
}

/// What can be written as JSON, whatever it holds.
// There are two ways. A record is a `Json`: its fields in the order they were declared, written without a map; lists are
// made of it. What is worked out for one answer is a `Value`, built by hand and described beside its route (`Told`):
// a struct of its own for each would be a second list of the same names. Nothing in the compiler holds the two together;
// tests do, which read each described answer and hold it against its description (`stories/contract.rs`,
// `crawl/answers.rs`, `crawl/shapes.rs`).
pub trait JsonBody: Serialize {
    fn field(&self, key: &str) -> Option<&Value>;
}

impl JsonBody for Value {
    fn field(&self, key: &str) -> Option<&Value> {
        self.get(key)
    }
}

impl JsonBody for Json {
    fn field(&self, key: &str) -> Option<&Value> {
        self.get(key)
    }
}

/// A page of a list.
#[derive(Serialize)]
struct Listed<'p, B> {
    items: &'p [B],
    next: Option<String>,
    previous: Option<String>,
}

impl Written {
    /// What was written, read.
    pub fn value(&self) -> Result<Value> {
        serde_json::from_slice(&self.text).map_err(Error::internal)
    }

    fn of(body: &impl JsonBody) -> Written {
        Written {
            id: body.field("id").and_then(Value::as_str).map(str::to_owned),
            version: body.field("version").and_then(Value::as_u64),
            ..Written::plain(body)
        }
    }

    fn plain(body: &impl Serialize) -> Written {
        Written {
            // Values go into JSON as they are, and memory takes what is written.
            text: serde_json::to_vec(body).unwrap_or_default(),
            id: None,
            version: None,
        }
    }
}

/// What the person is told after a deed, with the Undo it offers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Toast {
    pub text: String,
    pub undo: Option<u64>,
    /// The draft that was sent with the deed, so that the browser forgets it.
    pub draft: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Frame {
    /// Sidebar, topbar, main: staff.
    Staff,
    /// Sign-in, set-up, errors for strangers.
    SignedOut,
    /// The client's rooms.
    Portal,
}

pub struct Page {
    pub title: String,
    pub frame: Frame,
    pub status: u16,
    /// Where one is: text and address, the last without.
    pub crumbs: Vec<(String, String)>,
    /// CSS parts beside the core, and script modules beside core, live, palette.
    pub styles: Vec<&'static str>,
    pub scripts: Vec<&'static str>,
    /// What the page shows, as topics of the live stream: `project:214`.
    pub topics: Vec<String>,
    pub body: Markup,
    pub cookies: Vec<String>,
    /// What of it a dialog over a list shows.
    pub panel: Option<Markup>,
    /// Where it is read again, when it answers a post that was refused.
    pub at: Option<String>,
    /// Keys that mean something here and nowhere else, with what they do.
    pub keys: &'static [(&'static str, &'static str)],
}

impl Page {
    pub fn new(title: impl Into<String>, body: Markup) -> Page {
        let title = title.into();
        Page {
            crumbs: Vec::new(),
            title,
            frame: Frame::Staff,
            status: 200,
            styles: Vec::new(),
            scripts: Vec::new(),
            topics: Vec::new(),
            body,
            cookies: Vec::new(),
            panel: None,
            at: None,
            keys: &[],
        }
    }

    pub fn frame(mut self, frame: Frame) -> Page {
        self.frame = frame;
        self
    }

    pub fn status(mut self, status: u16) -> Page {
        self.status = status;
        self
    }

    /// A place above this page.
    pub fn under(mut self, text: impl Into<String>, href: impl Into<String>) -> Page {
        self.crumbs.push((text.into(), href.into()));
        self
    }

    pub fn styles(mut self, parts: &[&'static str]) -> Page {
        self.styles.extend(parts);
        self
    }

    pub fn scripts(mut self, modules: &[&'static str]) -> Page {
        self.scripts.extend(modules);
        self
    }

    /// Keys of this page, for the dialog that tells which there are.
    pub fn keys(mut self, keys: &'static [(&'static str, &'static str)]) -> Page {
        self.keys = keys;
        self
    }

    pub fn live(mut self, topic: impl Into<String>) -> Page {
        self.topics.push(topic.into());
        self
    }

    /// Lists records of a kind, as far as the person may see: it hears of those places and of no others.
    pub fn lists<R: Record>(self, visit: &Visit) -> Page {
        self.reads::<R>(visit, &R::VIEW)
    }

    /// The same of a list that is read with the reach of another action than seeing.
    pub fn reads<R: Record>(mut self, visit: &Visit, action: &Action) -> Page {
        let places = visit.places::<R>(action);
        self.topics.extend(of_list(R::KIND.plural, &places));
        self
    }

    pub fn cookie(mut self, cookie: String) -> Page {
        self.cookies.push(cookie);
        self
    }

    /// The page's own address, for live updates while it stands at the address of a refused post.
    pub fn at(mut self, href: impl Into<String>) -> Page {
        self.at = Some(href.into());
        self
    }

    pub fn panel(mut self, panel: Markup) -> Page {
        self.panel = Some(panel);
        self
    }
}

impl From<Page> for Reply {
    fn from(page: Page) -> Reply {
        Reply::Page(Box::new(page))
    }
}

/// The way to the pages before and after one that is shown.
pub fn pages_around<R>(
    request: &super::Request,
    shown: impl maud::Render,
    page: &crate::data::Page<R>,
) -> maud::Markup {
    let link = |name: &str, cursor: &Option<String>| {
        let cursor = cursor.as_deref()?;
        Some(request.with_query(name, Some(cursor)))
    };
    let (newer, older) = (link("before", &page.previous), link("after", &page.next));
    crate::ui::list::pager(shown, newer.as_deref(), older.as_deref())
}

/// The search of a list's page (`q`), with the other filters that its address has.
pub fn find_here(request: &super::Request, label: &str) -> maud::Markup {
    let pairs = request.query.iter().map(|(n, v)| (n.as_str(), v.as_str()));
    let kept = pairs.filter(|(name, _)| !matches!(*name, "q" | "after" | "before"));
    let typed = request.query("q").unwrap_or_default();
    crate::ui::list::find_form(&request.path, kept, "q", label, typed)
}

impl Reply {
    pub fn go(to: impl Into<String>) -> Reply {
        Reply::Go {
            to: to.into(),
            toast: None,
            cookies: Vec::new(),
        }
    }

    /// Adds what the person is told; `undo` is the journal sequence of the deed.
    pub fn toast(self, text: impl Into<String>, undo: Option<u64>) -> Reply {
        match self {
            Reply::Go { to, cookies, .. } => Reply::Go {
                to,
                cookies,
                toast: Some(Toast {
                    text: text.into(),
                    undo,
                    draft: None,
                }),
            },
            other => other,
        }
    }

    pub fn cookie(self, cookie: String) -> Reply {
        match self {
            Reply::Go {
                to,
                toast,
                mut cookies,
            } => {
                cookies.push(cookie);
                Reply::Go { to, toast, cookies }
            }
            Reply::Again { to, mut cookies } => {
                cookies.push(cookie);
                Reply::Again { to, cookies }
            }
            Reply::Page(mut page) => {
                page.cookies.push(cookie);
                Reply::Page(page)
            }
            other => other,
        }
    }

    pub fn json(body: impl JsonBody) -> Reply {
        Reply::with_status(200, body)
    }

    /// JSON that was written before.
    pub fn json_text(text: Vec<u8>) -> Reply {
        let (id, version) = (None, None);
        Reply::Json {
            status: 200,
            body: Written { text, id, version },
        }
    }

    pub fn created(body: impl JsonBody) -> Reply {
        Reply::with_status(201, body)
    }

    pub fn with_status(status: u16, body: impl JsonBody) -> Reply {
        Reply::Json {
            status,
            body: Written::of(&body),
        }
    }

    /// A page of a list as the API gives it.
    pub fn page(page: crate::data::Page<impl JsonBody>) -> Reply {
        let listed = Listed {
            items: &page.rows,
            next: page.next,
            previous: page.previous,
        };
        Reply::Json {
            status: 200,
            body: Written::plain(&listed),
        }
    }

    /// What a sheet begins with: for people the mark by which spreadsheets know UTF-8; programs get the rows alone.
    pub fn sheet_mark(request: &Request) -> &'static str {
        match request.path.starts_with("/api/") {
            true => "",
            false => "\u{feff}",
        }
    }

    /// A sheet to keep.
    pub fn sheet(request: &Request, name: impl Into<String>, mut body: String) -> Reply {
        body.insert_str(0, Reply::sheet_mark(request));
        Reply::Text {
            media_type: "text/csv; charset=utf-8",
            body,
            download: Some(name.into()),
        }
    }

    pub fn empty() -> Reply {
        Reply::Part(html! {})
    }
}
