//! A letter whole, as text and as a page: the same words and the same links. One look for all kinds; what it is drawn with
//! stands in it (inline), for mail is read where no style sheet of ours is. Nothing in it is fetched from anywhere.

use maud::{DOCTYPE, Markup, html};

use super::{
    OutgoingMail, What,
    smtp_context::{SmtpContext, no_address},
    unsubscribe,
};
use crate::{
    base::{
        language::{self, Language, say},
        text::shorten,
    },
    data::Visit,
    jobs::egress::smtp::Trouble,
};

/// One letter with its links as whole addresses.
pub struct Whole {
    language: Language,
    house: String,
    subject: String,
    what: What,
    text: String,
    link: Option<String>,
    close: String,
    lines: Vec<Told>,
    /// The address that ends mails like it.
    pub stop: Option<String>,
    /// Where an answer to it is taken in, who reads it: then a line says above what one writes.
    answered: Option<&'static str>,
}

struct Told {
    text: String,
    why: String,
    link: Option<String>,
}

/// Above this line stands what somebody answers; what comes below it is ours, quoted back.
pub const ABOVE: &str = "Write your answer above this line";

const GROUND: &str = "margin:0;padding:0;background:#f3f0ea;";
const SHEET: &str =
    "max-width:560px;width:100%;background:#fffefb;border:1px solid #ddd7cc;border-radius:8px;";
const INK: &str = "color:#2a2620;font-family:-apple-system,Segoe UI,Inter,Helvetica,Arial,sans-serif;font-size:15px;line-height:1.5;";
const DIM: &str = "color:#6a6357;font-family:-apple-system,Segoe UI,Inter,Helvetica,Arial,sans-serif;font-size:13px;line-height:1.5;";
const HEAD: &str = "color:#2a2620;font-family:Iowan Old Style,Palatino,Georgia,serif;font-size:20px;line-height:1.3;margin:0 0 16px;font-weight:600;";
const BUTTON: &str = "display:inline-block;padding:10px 18px;border-radius:5px;background:#1d6f6d;color:#ffffff;text-decoration:none;font-family:-apple-system,Segoe UI,Inter,Helvetica,Arial,sans-serif;font-size:15px;font-weight:600;";
const LINK: &str = "color:#1d6f6d;text-decoration:underline;";
/// Seen by nobody in the mail itself, and in the list of mails behind the subject.
const UNSEEN: &str =
    "display:none;max-height:0;max-width:0;overflow:hidden;opacity:0;mso-hide:all;";
/// For readers that know a dark theme; the others show or turn the colours above, which stay legible either way.
const DARK: &str = ":root{color-scheme:light dark;supported-color-schemes:light dark}@media (prefers-color-scheme:dark){.g{background:#1b1916 !important}.s{background:#26231f !important;border-color:#45403a !important}.i{color:#ece7de !important}.d{color:#b3ab9d !important}.l{color:#6fc3bf !important}.b{background:#2b8f8b !important;color:#ffffff !important}}";

impl Whole {
    /// # Errors
    /// `Trouble::Server` when the configuration doesn't say how links begin.
    pub fn of(
        visit: &Visit,
        outside: &SmtpContext,
        held: &OutgoingMail,
        house: &str,
    ) -> Result<Whole, Trouble> {
        let whole = |path: &str| -> Result<Option<String>, Trouble> {
            match path {
                "" => Ok(None),
                path => {
                    let base = outside.base(held.portal).ok_or_else(no_address)?;
                    Ok(Some(format!("{base}{path}")))
                }
            }
        };
        let notice = held.notice.as_ref();
        let mut lines = Vec::new();
        for line in notice.into_iter().flat_map(|notice| &notice.lines) {
            lines.push(Told {
                text: line.text.0.clone(),
                why: line.why.0.clone(),
                link: whole(&line.path.0)?,
            });
        }
        let stop = notice.filter(|notice| !notice.stop.is_empty());
        let stop = stop.map(|notice| unsubscribe::path(visit.store(), held.person, &notice.stop));
        Ok(Whole {
            house: house.to_owned(),
            subject: held.head().to_owned(),
            what: held.what,
            text: held.text.0.clone(),
            link: whole(&held.path.0)?,
            close: held.close.0.trim_start_matches('\n').to_owned(),
            lines,
            stop: whole(stop.as_deref().unwrap_or_default())?,
            answered: None,
            language: held.language,
        })
    }

    /// A few words and nothing else.
    pub fn plain(house: &str, subject: &str, text: &str) -> Whole {
        Whole {
            house: house.to_owned(),
            subject: subject.to_owned(),
            what: What::Notice,
            text: text.to_owned(),
            link: None,
            close: house.to_owned(),
            lines: Vec::new(),
            stop: None,
            answered: None,
            language: Language::English,
        }
    }

    /// The same with the line above which an answer is written.
    pub fn answered(self, answered: Option<&'static str>) -> Whole {
        Whole { answered, ..self }
    }

    pub fn text(&self) -> String {
        let _spoken = language::speak(self.language);
        let mut parts = vec![self.text.clone()];
        if let Some(readers) = self.answered {
            parts.insert(0, format!("--- {ABOVE}{readers} ---"));
        }
        for line in &self.lines {
            let held = [Some(&line.text), Some(&line.why), line.link.as_ref()];
            let held: Vec<&str> = held.into_iter().flatten().map(String::as_str).collect();
            parts.push(held.join("\n"));
        }
        parts.extend(self.link.clone());
        parts.push(self.close.clone());
        if let Some(stop) = &self.stop {
            parts.push(format!("{}: {stop}", say("mail-no-more")));
        }
        parts.retain(|part| !part.is_empty());
        format!("{}\n", parts.join("\n\n"))
    }

    pub fn html(&self) -> String {
        let _spoken = language::speak(self.language);
        let markup = html! {
            (DOCTYPE)
            html lang=(language::current().code()) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    meta name="supported-color-schemes" content="light dark";
                    title { (self.subject) }
                    style { (DARK) }
                }
                body class="g" style=(GROUND) {
                    div style=(UNSEEN) { (self.preheader()) }
                    @if let Some(readers) = self.answered { p class="d" align="center" style=(format!("{DIM}margin:12px 0 0;")) { "--- " (ABOVE) (readers) " ---" } }
                    table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" {
                        tr { td align="center" style="padding:24px 12px;" {
                            table class="s" role="presentation" cellpadding="0" cellspacing="0" border="0" style=(SHEET) {
                                tr { td style="padding:20px 28px 0;" { (self.head()) } }
                                tr { td style="padding:16px 28px 24px;" { (self.body()) } }
                            }
                        } }
                    }
                }
            }
        };
        markup.into_string()
    }

    /// What stands behind the subject in a list of mails.
    fn preheader(&self) -> String {
        let first = self.lines.first().map_or(&self.text, |line| &line.text);
        shorten(&first.split_whitespace().collect::<Vec<_>>().join(" "), 110)
    }

    fn head(&self) -> Markup {
        html! { p class="d" style=(format!("{DIM}margin:0;")) { b class="i" style="color:#2a2620;" { (self.house) } " · " (self.kind()) } }
    }

    /// What kind of mail it is, in a word or two.
    fn kind(&self) -> &'static str {
        match self.what {
            What::Invitation => say("mail-invitation"),
            What::Link | What::Forgotten => say("mail-your-way-in"),
            What::Notice => say("mail-security"),
            What::Backups => "Backups",
            What::Checkpoint => "Checkpoint",
            What::Digest => say("mail-came-together"),
            What::Invoice => say("mail-invoice"),
            What::News | What::Unknown => say("mail-news"),
        }
    }

    fn body(&self) -> Markup {
        let title = self.subject.strip_prefix(&format!("{}: ", self.house));
        html! {
            h1 class="i" style=(HEAD) { (title.unwrap_or(&self.subject)) }
            @for part in paragraphs(&self.text) { p class="i" style=(format!("{INK}margin:0 0 14px;")) { (part) } }
            @for line in &self.lines { (self.line(line)) }
            @if let Some(link) = &self.link {
                p style="margin:20px 0;" { a class="b" href=(link) style=(BUTTON) { (self.leads()) } }
                p class="d" style=(format!("{DIM}margin:0 0 14px;word-break:break-all;")) {
                    (say("mail-or-open")) " " a class="l" href=(link) style=(LINK) { (link) }
                }
            }
            @for part in paragraphs(&self.close) { p class="d" style=(format!("{DIM}margin:0 0 10px;")) { (part) } }
            @if let Some(stop) = &self.stop {
                p class="d" style=(format!("{DIM}margin:0;")) { a class="l" href=(stop) style=(LINK) { (say("mail-no-more")) } }
            }
        }
    }

    fn line(&self, line: &Told) -> Markup {
        html! {
            table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" {
                tr { td style="padding:10px 0;border-top:1px solid #ddd7cc;" {
                    p class="i" style=(format!("{INK}margin:0;")) {
                        @match &line.link {
                            Some(link) => a class="l" href=(link) style=(LINK) { (line.text) },
                            None => (line.text),
                        }
                    }
                    @if !line.why.is_empty() { p class="d" style=(format!("{DIM}margin:2px 0 0;")) { (line.why) } }
                } }
            }
        }
    }

    /// What the button says: where it leads.
    fn leads(&self) -> &'static str {
        match self.what {
            What::Invitation | What::Link | What::Forgotten => say("mail-choose-password"),
            What::Backups => "Open the backups",
            What::Notice => say("mail-look-at-it"),
            _ => say("mail-open-it"),
        }
    }
}

fn paragraphs(text: &str) -> impl Iterator<Item = &str> {
    text.split("\n\n")
        .map(str::trim)
        .filter(|part| !part.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole() -> Whole {
        Whole {
            language: Language::English,
            what: What::News,
            link: Some("https://atrium.example/tasks/T-12?a=1&b=2".into()),
            lines: vec![Told {
                text: "<b>Header</b> is yours".into(),
                why: "You are told because the task is given to you.".into(),
                link: Some("https://atrium.example/tasks/T-12".into()),
            }],
            stop: Some("https://atrium.example/unsubscribe/abc".into()),
            ..Whole::plain(
                "Juniper & Hale",
                "Juniper & Hale: Header is yours",
                "Hello Mei,",
            )
        }
    }

    #[test]
    fn both_say_the_same_and_nothing_typed_is_markup() {
        let (text, page) = (whole().text(), whole().html());
        for said in ["Hello Mei,", "You are told because", "unsubscribe/abc"] {
            assert!(text.contains(said) && page.contains(said), "{said}");
        }
        assert!(text.contains("https://atrium.example/tasks/T-12?a=1&b=2"));
        assert!(page.contains("&lt;b&gt;Header") && !page.contains("<b>Header"));
        assert!(page.contains("<h1 class=\"i\"") && page.contains(">Header is yours</h1>"));
    }

    #[test]
    fn a_mail_fetches_nothing() {
        let page = whole().html();
        for fetches in ["<img", "<link", "src=", "@import", "url("] {
            assert!(!page.contains(fetches), "{fetches}");
        }
        assert!(
            !DARK.contains(['<', '>', '&', '"']),
            "it stands in the page as it is"
        );
    }

    #[test]
    fn what_surrounds_it_is_in_its_language() {
        let german = Whole {
            language: Language::German,
            ..whole()
        };
        let page = german.html();
        let says = ["<html lang=\"de\">", "Oder öffnen Sie diese Adresse:"];
        assert!(says.iter().all(|said| page.contains(said)), "{page}");
        assert!(german.text().contains("Keine weiteren E-Mails dieser Art"));
        assert!(whole().html().contains("<html lang=\"en\">"));
    }
}
