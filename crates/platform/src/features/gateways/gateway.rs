//! One HTTP gateway of the house: where text messages, or news for another program, are posted, and in which shape.

use serde::{Deserialize, Serialize};

use super::actions::{EDIT, VIEW};
use crate::{
    access::Placement,
    base::{Error, Id, Problems, Result, text},
    choices,
    data::{Change, Declares, Index, Key, Kind, record},
    features::mail::Secret,
    jobs::egress::http::Target,
};

choices! {
    pub enum Purpose {
        Sms: "sms", "Text messages";
        Webhook: "webhook", "Webhook";
    }
}

choices! {
    /// In which form its body is written, and how what stands in it is escaped.
    pub enum Media {
        Json: "json", "JSON";
        Form: "form", "Form fields";
        Text: "text", "Plain text";
    }
}

impl Media {
    pub fn header(self) -> &'static str {
        match self {
            Media::Json | Media::Unknown => "application/json",
            Media::Form => "application/x-www-form-urlencoded",
            Media::Text => "text/plain; charset=utf-8",
        }
    }

    fn escaped(self, value: &str) -> String {
        match self {
            Media::Json | Media::Unknown => {
                let quoted = serde_json::Value::from(value).to_string();
                quoted[1..quoted.len() - 1].to_owned()
            }
            Media::Form => form_urlencoded::byte_serialize(value.as_bytes()).collect(),
            Media::Text => value.to_owned(),
        }
    }
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Gateway {
    #[serde(skip)]
    pub id: Id<Gateway>,
    #[serde(skip)]
    pub version: u64,
    pub purpose: Purpose,
    #[serde(default)]
    pub on: bool,
    #[serde(default)]
    pub url: String,
    /// Whether its server may lie inside the house's own network.
    #[serde(default)]
    pub inside: bool,
    /// One in each line, as HTTP writes them; `{secret}` stands for the secret.
    #[serde(default)]
    pub headers: String,
    #[serde(default)]
    pub media: Media,
    /// What is posted, with `{to}`, `{text}`, `{link}`, `{type}`, `{number}` and `{secret}` in it.
    #[serde(default)]
    pub body: String,
    /// Of a webhook: the types of news that it is told of.
    #[serde(default)]
    pub types: Vec<String>,
}

pub const BY_PURPOSE: Index = Index::unique(1);
/// What may stand in a body between braces.
pub const PLACES: [&str; 6] = ["to", "text", "link", "type", "number", "secret"];

pub fn purpose_key(purpose: Purpose) -> Key {
    use crate::base::Choice;
    Key::new().text(purpose.key())
}

impl Gateway {
    fn title(&self) -> String {
        use crate::base::Choice;
        format!("Gateway: {}", self.purpose.label())
    }
    fn placement(&self) -> Vec<Placement> {
        Vec::new()
    }
    fn declare(&self, to: &mut Declares) {
        to.index(BY_PURPOSE, purpose_key(self.purpose));
    }

    /// What one begins from.
    pub fn usual(purpose: Purpose) -> Gateway {
        let body = match purpose {
            Purpose::Webhook => {
                "{\"type\": \"{type}\", \"record\": \"{number}\", \"text\": \"{text}\", \"link\": \"{link}\"}"
            }
            _ => "{\"to\": \"{to}\", \"text\": \"{text}\"}",
        };
        Gateway {
            purpose,
            headers: "Authorization: Bearer {secret}".into(),
            body: body.into(),
            ..Gateway::default()
        }
    }

    /// Whose the secret is: it goes to no other server.
    pub fn account(&self) -> String {
        match Target::of(&self.url) {
            Ok(target) => format!("{}:{}", target.host, target.port),
            Err(_) => String::new(),
        }
    }

    /// Its headers with the secret in them.
    pub fn headers_with(&self, secret: &str) -> Vec<(String, String)> {
        let lines = self.headers.lines().filter_map(|line| line.split_once(':'));
        let mut found: Vec<(String, String)> = lines
            .map(|(name, value)| {
                (
                    name.trim().to_lowercase(),
                    value.trim().replace("{secret}", secret),
                )
            })
            .collect();
        if !found.iter().any(|(name, _)| name == "content-type") {
            found.push(("content-type".into(), self.media.header().into()));
        }
        found
    }

    /// Its body with these values in their places, each escaped as its form asks. What is filled in is never read again.
    pub fn body_with(&self, values: &[(&str, &str)]) -> String {
        let mut out = String::with_capacity(self.body.len() + 200);
        let mut rest = self.body.as_str();
        while let Some(at) = rest.find('{') {
            let (before, found) = rest.split_at(at);
            out.push_str(before);
            let place = values.iter().find_map(|(name, value)| {
                let after = found[1..].strip_prefix(name)?.strip_prefix('}')?;
                Some((after, value))
            });
            match place {
                Some((after, value)) => {
                    out.push_str(&self.media.escaped(value));
                    rest = after;
                }
                None => {
                    out.push('{');
                    rest = &found[1..];
                }
            }
        }
        out.push_str(rest);
        out
    }

    pub fn problems(&self) -> Problems {
        let mut found = Problems::default();
        match Target::of(&self.url) {
            Ok(target) if !target.tls => {
                let here = ["localhost", "127.0.0.1", "::1"].contains(&target.host.as_str());
                if !here {
                    found.add(
                        "url",
                        "In clear it goes to this very machine only. Use https.",
                    );
                }
            }
            Err(why) if self.on || !self.url.is_empty() => found.add("url", why),
            _ => {}
        }
        for line in self.headers.lines().filter(|line| !line.trim().is_empty()) {
            let named = line.split_once(':').is_some_and(|(name, value)| {
                let token = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
                let name = name.trim();
                !name.is_empty()
                    && name.chars().all(token)
                    && !["host", "content-length", "transfer-encoding", "connection"]
                        .contains(&name.to_lowercase().as_str())
                    && value.chars().all(|c| !c.is_control() && c.is_ascii())
            });
            if !named {
                found.add(
                    "headers",
                    format!("{} should be a header such as Authorization: Bearer {{secret}}, one in each line.", text::shorten(line, 40)),
                );
            }
        }
        if self.on && self.body.is_empty() {
            found.add(
                "body",
                "Say what is posted, with {text} where the words go.",
            );
        }
        if self.on && self.media == Media::Json {
            let empty: Vec<(&str, &str)> = PLACES.iter().map(|name| (*name, "1")).collect();
            let filled = self.body_with(&empty);
            if serde_json::from_str::<serde_json::Value>(&filled).is_err() {
                found.add("body", "This is no JSON, even with its places filled in. Put each place between quotes: \"{text}\".");
            }
        }
        found
    }
}

record!(Gateway, Kind::new(104, "gateways", "GW"), view: VIEW);

/// Held wherever one is written, Undo as well.
pub fn guard(_: &mut Change<'_, '_>, _: Option<&Gateway>, is: Option<&Gateway>) -> Result<()> {
    match is.map(Gateway::problems) {
        Some(problems) if !problems.is_empty() => Err(Error::Invalid(problems)),
        _ => Ok(()),
    }
}

/// The secret of one. Journaled as changed, never as what, and never shown again.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct GatewaySecret {
    #[serde(skip)]
    pub id: Id<GatewaySecret>,
    #[serde(skip)]
    pub version: u64,
    pub purpose: Purpose,
    /// Of which server it is.
    pub account: String,
    pub secret: Secret,
}

pub const SECRET_BY_PURPOSE: Index = Index::unique(1);

impl GatewaySecret {
    fn title(&self) -> String {
        "The secret of a gateway".into()
    }
    fn placement(&self) -> Vec<Placement> {
        Vec::new()
    }
    fn declare(&self, to: &mut Declares) {
        to.index(SECRET_BY_PURPOSE, purpose_key(self.purpose));
    }
}

record!(GatewaySecret, Kind::new(105, "gateway-secrets", "GWS").secret(), view: EDIT);

/// A telephone number as it is dialled from anywhere: gateways take no spaces in it, nor the zero that is left out from
/// abroad.
pub fn dialled(number: &str) -> String {
    let abroad = number.trim().replace("(0)", "");
    let digits: String = abroad.chars().filter(char::is_ascii_digit).collect();
    match (abroad.starts_with('+'), digits.strip_prefix("00")) {
        (true, _) => format!("+{digits}"),
        (false, Some(rest)) => format!("+{rest}"),
        (false, None) => digits,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(media: Media, body: &str) -> Gateway {
        Gateway {
            on: true,
            url: "https://sms.example.org/send".into(),
            media,
            body: body.into(),
            ..Gateway::usual(Purpose::Sms)
        }
    }

    #[test]
    fn what_is_filled_in_stays_a_value_whatever_it_holds() {
        let evil = "x\", \"to\": \"+1\" {secret}\n&to=1";
        let values = [("text", evil), ("to", "+12155550142"), ("secret", "s3")];
        let json = of(
            Media::Json,
            "{\"to\": \"{to}\", \"text\": \"{text}\", \"more\": {\"a\": 1}}",
        );
        let read: serde_json::Value = serde_json::from_str(&json.body_with(&values)).unwrap();
        assert_eq!(read["text"], evil);
        assert_eq!(read["to"], "+12155550142");
        let form = of(Media::Form, "to={to}&text={text}");
        let pairs: Vec<(String, String)> =
            form_urlencoded::parse(form.body_with(&values).as_bytes())
                .into_owned()
                .collect();
        assert_eq!(
            pairs,
            [
                ("to".to_owned(), "+12155550142".to_owned()),
                ("text".into(), evil.into())
            ]
        );
    }

    #[test]
    fn what_can_not_be_posted_is_refused_beside_its_field() {
        assert!(of(Media::Json, "{\"a\": \"{text}\"}").problems().is_empty());
        assert!(Gateway::usual(Purpose::Webhook).problems().is_empty());
        let wrong = |change: fn(&mut Gateway)| {
            let mut held = of(Media::Json, "{\"a\": \"{text}\"}");
            change(&mut held);
            held.problems()
        };
        assert!(
            wrong(|held| held.url = "http://sms.example.org".into())
                .of("url")
                .is_some()
        );
        assert!(
            wrong(|held| held.url = "file:///etc".into())
                .of("url")
                .is_some()
        );
        assert!(
            wrong(|held| held.headers = "Host: other".into())
                .of("headers")
                .is_some()
        );
        assert!(
            wrong(|held| held.headers = "no header".into())
                .of("headers")
                .is_some()
        );
        assert!(
            wrong(|held| held.body = "{text}".into())
                .of("body")
                .is_none(),
            "a number is JSON"
        );
        assert!(
            wrong(|held| held.body = "{\"a\": {text}".into())
                .of("body")
                .is_some()
        );
        let headers = of(Media::Json, "").headers_with("abc");
        assert!(headers.contains(&("authorization".into(), "Bearer abc".into())));
    }

    #[test]
    fn a_number_goes_as_it_is_dialled() {
        for (written, sent) in [
            ("+49 171 1234567", "+491711234567"),
            ("+49 (0)171/123-4567", "+491711234567"),
            ("0049 171 1234567", "+491711234567"),
            ("(215) 555-0142", "2155550142"),
            ("+12155550142", "+12155550142"),
            ("", ""),
        ] {
            assert_eq!(dialled(written), sent, "{written}");
        }
    }
}
