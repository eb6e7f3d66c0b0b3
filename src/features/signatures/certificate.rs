//! What is drawn into a file that everybody signed: on its pages what each gave, and behind them the certificate, which says
//! who signed, when, from where and how it was known who they are, and what that proves and what not.

use jiff::tz::TimeZone;

use super::{
    consent::CONSENT,
    field::{FieldKind, Placed, WHOLE},
    request::SignatureRequest,
    signer::Signer,
    time_stamps::Clock,
};
use crate::{
    base::{
        Choice, Moment, Result,
        language::{self, say},
    },
    extract::PageSize,
    said,
    ui::sheet::{About, HEIGHT, Leaves, MARGIN, Piece, Place, Role, WIDTH},
};

const LARGE: f32 = 18.0;
const NAME: f32 = 12.0;
const TEXT: f32 = 9.5;
const SMALL: f32 = 8.0;
const LEADING: f32 = 1.45;
/// What a drawn signature takes on the certificate.
const DRAWN: (f32, f32) = (150.0, 40.0);
/// Where values stand, behind their names.
const VALUES: f32 = MARGIN + 92.0;
const RIGHT: f32 = WIDTH - MARGIN;

/// The drawings, and the pages that the first of them stand on.
pub struct Drawings {
    pub bytes: Vec<u8>,
    pub over: Vec<u32>,
}

/// `2026-06-04 08:14:52 UTC`: in a file that goes to everybody, in the one zone that all have.
pub fn moment(at: Moment) -> String {
    let text = at.rfc3339();
    let part = |from: usize, to: usize| text.get(from..to).unwrap_or_default().to_owned();
    format!("{} {} UTC", part(0, 10), part(11, 19))
}

/// Of a request that everybody has signed, in the language that is spoken.
pub fn drawings(request: &SignatureRequest, house: &str, clock: &Clock) -> Result<Drawings> {
    let mut leaves = Leaves::new()?;
    let mut over = Vec::new();
    for (n, size) in request.pages.iter().enumerate() {
        let number = u32::try_from(n + 1).unwrap_or(u32::MAX);
        let here = request.fields.iter().filter(|field| field.page == number);
        let here: Vec<&Placed> = here.collect();
        if here.is_empty() {
            continue;
        }
        over.push(number);
        // The certificate says it in words.
        leaves.read_as(None);
        leaves.begin(points(size.width), points(size.height));
        for field in here {
            let signer = (field.signer as usize).checked_sub(1);
            if let Some(signer) = signer.and_then(|n| request.signers.get(n)) {
                fill(&mut leaves, field, size, signer);
            }
        }
    }
    certificate(&mut leaves, request, house, clock);
    let about = About {
        title: said!("certificate-signatures-on", name = request.name.as_str()),
        house,
        at: completed(request).unwrap_or_default(),
        language: language::current(),
    };
    Ok(Drawings {
        bytes: leaves.told(&about)?,
        over,
    })
}

/// When the last of them signed.
fn completed(request: &SignatureRequest) -> Option<Moment> {
    request.signers.iter().filter_map(|signer| signer.at).max()
}

/// Tenths as points.
fn points(tenths: u32) -> f32 {
    tenths as f32 / 10.0
}

fn fill(leaves: &mut Leaves, field: &Placed, size: &PageSize, signer: &Signer) {
    let part = |of: u32, thousandths: u32| points(of) * thousandths as f32 / WHOLE as f32;
    let place = Place {
        x: part(size.width, field.x),
        y: part(size.height, field.y),
        width: part(size.width, field.width),
        height: part(size.height, field.height),
    };
    let day = || signer.at.map(|at| at.day(&TimeZone::UTC).iso());
    match field.kind {
        FieldKind::Signature => signature(leaves, place, signer),
        FieldKind::Name => leaves.fitted(place, NAME, &signer.typed),
        FieldKind::Date => leaves.fitted(place, NAME, &day().unwrap_or_default()),
        FieldKind::Text => leaves.fitted(place, NAME, &field.text),
        FieldKind::Unknown => {}
    }
}

/// What was drawn, or the name that was typed; below it quietly who it was, and when.
fn signature(leaves: &mut Leaves, place: Place, signer: &Signer) {
    let foot = (place.height * 0.25).min(SMALL * 1.3);
    let above = Place {
        height: place.height - foot,
        ..place
    };
    match signer.path.is_empty() {
        true => leaves.fitted(above, LARGE, &signer.typed),
        false => leaves.drawn(above, &signer.path),
    }
    let at = signer.at.map(moment).unwrap_or_default();
    let below = Place {
        y: place.y + place.height - foot,
        height: foot,
        ..place
    };
    leaves.fitted(below, SMALL, &format!("{}, {at}", signer.typed));
}

/// Sets the certificate line by line, on as many leaves as it takes.
struct Setter<'l> {
    leaves: &'l mut Leaves,
    y: f32,
    /// The names with their values that are being set.
    list: Option<Piece>,
}

impl Setter<'_> {
    fn begin(&mut self) {
        self.leaves.begin(WIDTH, HEIGHT);
        self.y = MARGIN + LARGE;
    }

    fn room(&mut self, height: f32) {
        if self.y + height > HEIGHT - MARGIN {
            self.begin();
        }
    }

    fn words(&mut self, role: Role, (size, bold, quiet): (f32, bool, bool), text: &str) {
        self.list = None;
        self.leaves.read_as(Some(role));
        for line in self.leaves.wrap(text, size, RIGHT - MARGIN) {
            self.room(size * LEADING);
            self.leaves.line((MARGIN, self.y), size, bold, quiet, &line);
            self.y += size * LEADING;
        }
    }

    fn fact(&mut self, name: &str, value: &str) {
        self.room(TEXT * LEADING);
        let list = match self.list {
            Some(list) => list,
            None => self.leaves.read_below(None, Role::List),
        };
        self.list = Some(list);
        let item = self.leaves.read_below(Some(list), Role::Item);
        self.leaves.read_below(Some(item), Role::Name);
        self.leaves.line((MARGIN, self.y), SMALL, false, true, name);
        self.leaves.read_below(Some(item), Role::Said);
        for line in self.leaves.wrap(value, TEXT, RIGHT - VALUES) {
            self.room(TEXT * LEADING);
            self.leaves
                .line((VALUES, self.y), TEXT, false, false, &line);
            self.y += TEXT * LEADING;
        }
    }

    fn rule(&mut self) {
        self.leaves.rule(self.y - TEXT);
        self.y += TEXT;
    }
}

fn certificate(leaves: &mut Leaves, request: &SignatureRequest, house: &str, clock: &Clock) {
    let mut set = Setter {
        leaves,
        y: 0.0,
        list: None,
    };
    set.begin();
    set.words(Role::Paragraph, (TEXT, false, true), house);
    set.y += 6.0;
    let title = say("certificate-of-signatures");
    let heading = Role::Heading(1, title.to_owned());
    set.words(heading, (LARGE, true, false), title);
    set.y += 6.0;
    let document = said!(
        "certificate-document-is",
        name = request.name.as_str(),
        document = request.document.to_string(),
        version = request.number.to_string(),
        pages = request.pages.len().to_string(),
        bytes = request.file.size.to_string()
    );
    set.fact(say("certificate-document"), &document);
    set.fact(say("certificate-request"), &request.id.to_string());
    set.fact(
        say("certificate-hash-of"),
        say("certificate-hash-of-what-was-shown"),
    );
    // Sixteen letters stand together, so that people can compare them.
    let letters: Vec<char> = request.hash.chars().collect();
    let groups: Vec<String> = letters
        .chunks(16)
        .map(|group| group.iter().collect())
        .collect();
    set.fact("", &groups.join(" "));
    if let Some(of) = request.quote {
        let accepted = said!(
            "certificate-accepts-quote",
            quote = of.quote.to_string(),
            version = of.revision.to_string()
        );
        set.fact(say("certificate-accepts"), &accepted);
    }
    if let Some(sent) = request.sent_at {
        set.fact(say("certificate-sent"), &moment(sent));
    }
    set.fact(
        say("certificate-complete"),
        &completed(request).map(moment).unwrap_or_default(),
    );
    set.y += 14.0;
    for (n, signer) in request.signers.iter().enumerate() {
        signed(&mut set, n + 1, signer, &request.fields);
    }
    set.rule();
    for words in [
        say("certificate-what-stands-here"),
        clock.words().as_str(),
        say("certificate-to-check-it"),
    ] {
        set.words(Role::Paragraph, (SMALL, false, true), words);
        set.y += 4.0;
    }
}

fn signed(set: &mut Setter<'_>, n: usize, signer: &Signer, fields: &[Placed]) {
    let drawn = !signer.path.is_empty();
    set.room(7.0 * TEXT * LEADING + if drawn { DRAWN.1 } else { 0.0 });
    set.rule();
    let said = format!("{n}. {}", signer.typed);
    set.words(Role::Heading(2, said.clone()), (NAME, true, false), &said);
    if drawn {
        let place = Place {
            x: MARGIN,
            y: set.y - TEXT,
            width: DRAWN.0,
            height: DRAWN.1,
        };
        let shows = said!("paper-signature-of", name = signer.typed.as_str());
        set.leaves.read_as(Some(Role::Figure(shows)));
        set.leaves.drawn(place, &signer.path);
        set.y += DRAWN.1 + 4.0;
    }
    let name = signer.name.as_str();
    let account = match signer.client {
        true => said!("certificate-for-the-client", name = name),
        false => said!("certificate-for-the-house", name = name),
    };
    set.fact(say("certificate-account"), &account);
    set.fact(
        say("certificate-signed"),
        &signer.at.map(moment).unwrap_or_default(),
    );
    let from = match signer.address.is_empty() {
        true => say("certificate-this-server"),
        false => signer.address.as_str(),
    };
    set.fact(say("certificate-from"), from);
    set.fact(
        say("certificate-identified-by"),
        signer.how.unwrap_or_default().label(),
    );
    let way = match drawn {
        true => say("certificate-typed-and-drawn"),
        false => say("certificate-typed-name"),
    };
    set.fact(say("certificate-how"), way);
    let wrote = |field: &&Placed| {
        field.signer as usize == n && field.kind == FieldKind::Text && !field.text.is_empty()
    };
    for field in fields.iter().filter(wrote) {
        let wrote = said!(
            "certificate-wrote-on-page",
            text = field.text.as_str(),
            page = field.page.to_string()
        );
        set.fact(say("certificate-wrote"), &wrote);
    }
    // As they read it.
    let agreed = language::in_language(signer.language, || language::word(CONSENT));
    set.fact(say("certificate-agreed-to"), agreed);
    set.y += 8.0;
}

#[cfg(test)]
mod tests;
