//! What a demonstration has of signatures: an agreement that one of the house has signed and another is asked to, and one that
//! is still being prepared.

use std::io::Cursor;

use super::{
    forms::{Content, NewRequest, Places, Sign},
    ops,
    request::SignatureRequest,
    sign,
};
use crate::{
    base::{Id, Result},
    data::Visit,
    extract::PageSize,
    features::{
        documents::{self, Document, DocumentForm, IncomingFile},
        people::{Directory, User},
    },
    ui::sheet::{HEIGHT, Leaves, MARGIN, WIDTH},
};

const TEXT: f32 = 10.0;
const LEADING: f32 = 16.0;

const CARE: [&str; 6] = [
    "The agency looks after the house's own website: updates each week, a copy of everything each night, and an answer within one working day.",
    "Ten hours a month are included. Hours that are not used, at most five, move to the next month once.",
    "The agreement begins on the first day of the month after both have signed and runs for twelve months.",
    "Either side may end it at the end of a month with thirty days' notice, in writing.",
    "Booking requests are kept for thirty days. The agency reads them only to repair the form, and says each time that it did.",
    "What changes this agreement is written down and signed as this is.",
];
const KEYS: [&str; 3] = [
    "Whoever signs below has been handed the keys of the archive, and hands them back when they leave.",
    "A key that is lost is reported on the same day.",
    "Nobody has a key copied.",
];

pub fn make(visit: &Visit) -> Result<()> {
    let me = Id::<User>::new(visit.actor.person);
    let names = Directory::of(visit)?;
    let other = names.staff().into_iter().find(|user| user.id != me);
    let Some(other) = other.map(|user| user.id) else {
        return Ok(());
    };
    let agreement = add(visit, "Care agreement for our website", &CARE)?;
    let asked = prepare(
        visit,
        agreement,
        vec![me, other],
        "Please read it by Friday.",
    )?;
    let held: SignatureRequest = visit.find(asked)?;
    ops::send(visit, asked, None)?;
    let form = Sign {
        name: visit.actor.name.to_string(),
        signature: "M40 120L90 40L120 110L170 60L210 100L300 70L420 90".into(),
        consent: true,
        hash: held.hash,
        texts: Vec::new(),
    };
    sign::sign(visit, asked, form)?;
    let receipt = add(visit, "Receipt for the keys of the archive", &KEYS)?;
    let draft = prepare(visit, receipt, vec![other], "")?;
    let form = Places {
        fields: vec![super::Placed::usual(0, 1)],
        version: None,
    };
    ops::place(visit, draft, form)
}

fn prepare(
    visit: &Visit,
    document: Id<Document>,
    signers: Vec<Id<User>>,
    message: &str,
) -> Result<Id<SignatureRequest>> {
    let form = NewRequest {
        document: Some(document),
        content: Content {
            signers,
            in_order: true,
            message: message.into(),
            expires: None,
            every: 3,
        },
    };
    let page = PageSize {
        width: (WIDTH * 10.0).round() as u32,
        height: (HEIGHT * 10.0).round() as u32,
    };
    ops::prepare_known(visit, form, vec![page])
}

fn add(visit: &Visit, title: &str, paragraphs: &[&str]) -> Result<Id<Document>> {
    let bytes = paper(title, paragraphs)?;
    let most = bytes.len() as u64;
    let given = IncomingFile {
        scanned: false,
        file: visit.store().keep(Cursor::new(bytes), most)?,
        name: format!("{title}.pdf"),
        media_type: "application/pdf".into(),
    };
    let form = DocumentForm {
        name: title.into(),
        about: String::new(),
        client: None,
        shared: false,
        note: String::new(),
        folder: None,
    };
    documents::create(visit, form, given)
}

/// One page with a heading and numbered paragraphs.
pub(super) fn paper(title: &str, paragraphs: &[&str]) -> Result<Vec<u8>> {
    let mut leaves = Leaves::new()?;
    leaves.begin(WIDTH, HEIGHT);
    let mut y = MARGIN + 2.0 * TEXT;
    leaves.line((MARGIN, y), 2.0 * TEXT, true, false, title);
    y += 3.0 * LEADING;
    for (n, paragraph) in paragraphs.iter().enumerate() {
        let words = format!("{}. {paragraph}", n + 1);
        for line in leaves.wrap(&words, TEXT, WIDTH - 2.0 * MARGIN) {
            leaves.line((MARGIN, y), TEXT, false, false, &line);
            y += LEADING;
        }
        y += LEADING / 2.0;
    }
    leaves.pdf(title)
}
