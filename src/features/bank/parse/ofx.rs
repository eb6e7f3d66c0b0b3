//! OFX: version 1, which is SGML whose values have no end tags, and version 2, which is XML. Both are read as tags with what
//! stands behind each.

use super::parsed::{MOST_LINES, Parsed, ParsedLine, amount, known, refused};
use crate::base::{Day, Result, money::Currency};

/// A tag, without its signs and in capitals, with what stands between it and the next.
struct Tag<'c> {
    name: String,
    ends: bool,
    value: &'c str,
}

/// The tags of a file, in their order.
struct Tags<'c> {
    rest: &'c str,
}

impl<'c> Tags<'c> {
    /// The next; None at the end.
    fn next(&mut self) -> Result<Option<Tag<'c>>> {
        loop {
            let Some(at) = self.rest.find('<') else {
                return Ok(None);
            };
            let rest = &self.rest[at + 1..];
            if let Some(comment) = rest.strip_prefix("!--") {
                self.rest = comment.split_once("-->").map_or("", |(_, after)| after);
                continue;
            }
            if rest.starts_with('!') && !rest.starts_with("![CDATA[") {
                return Err(refused(
                    "This file defines names of its own (a DOCTYPE), which no bank's statement does. It is not read.",
                ));
            }
            let Some((tag, behind)) = rest.split_once('>') else {
                return Err(refused(
                    "This file breaks off. Export the statement at your bank once more.",
                ));
            };
            if tag.starts_with('?') {
                self.rest = behind;
                continue;
            }
            let (value, next) = match behind.strip_prefix("<![CDATA[") {
                Some(plain) => plain.split_once("]]>").unwrap_or((plain, "")),
                None => {
                    let end = behind.find('<').unwrap_or(behind.len());
                    behind.split_at(end)
                }
            };
            self.rest = next;
            let ends = tag.starts_with('/');
            let name = tag.trim_matches('/').split_whitespace().next();
            return Ok(Some(Tag {
                name: name.unwrap_or_default().to_ascii_uppercase(),
                ends,
                value: value.trim(),
            }));
        }
    }
}

/// With letters for the few names that OFX has for them.
fn plain(value: &str) -> String {
    let value = value.replace("&lt;", "<").replace("&gt;", ">");
    value.replace("&nbsp;", " ").replace("&amp;", "&")
}

/// `20261130120000[-5:EST]`
fn day(value: &str) -> Option<Day> {
    let digits = value.get(..8)?;
    let iso = format!(
        "{}-{}-{}",
        digits.get(..4)?,
        digits.get(4..6)?,
        digits.get(6..)?
    );
    Day::parse(&iso)
}

/// What is being read.
#[derive(Default)]
struct Reading {
    all: Vec<Parsed>,
    /// A statement of an account or a card, as long as it is open.
    statement: Option<Parsed>,
    currency: Option<Currency>,
    /// A movement that is open, with what its amount says.
    line: Option<(ParsedLine, String)>,
    /// Whether what follows is of the account itself, or of the ledger's balance.
    from: bool,
    ledger: bool,
}

/// # Errors
/// With the field `file`.
pub fn read(content: &str) -> Result<Vec<Parsed>> {
    let mut tags = Tags { rest: content };
    let mut reading = Reading::default();
    while let Some(tag) = tags.next()? {
        match tag.ends {
            true => reading.end(&tag.name)?,
            false => reading.begin(&tag)?,
        }
    }
    reading.end("STMTRS")?;
    match reading.all.is_empty() {
        true => Err(refused(
            "This file has no statement of an account. Export the transactions at your bank as OFX.",
        )),
        false => Ok(reading.all),
    }
}

impl Reading {
    fn begin(&mut self, tag: &Tag<'_>) -> Result<()> {
        let value = || plain(tag.value);
        match tag.name.as_str() {
            "STMTRS" | "CCSTMTRS" => {
                self.end("STMTRS")?;
                self.statement = Some(Parsed::default());
            }
            "BANKACCTFROM" | "CCACCTFROM" => self.from = true,
            "LEDGERBAL" => self.ledger = true,
            "STMTTRN" => {
                self.end("STMTTRN")?;
                self.line = Some((ParsedLine::default(), String::new()));
            }
            _ if self.line.is_some() => self.of_line(&tag.name, value()),
            "ACCTID" if self.from => {
                if let Some(held) = &mut self.statement {
                    held.account = value();
                }
            }
            "CURDEF" => {
                let currency = known(tag.value)?;
                self.currency = Some(currency);
                if let Some(held) = &mut self.statement {
                    held.currency = currency.code.to_owned();
                }
            }
            "DTSTART" | "DTEND" => {
                if let Some(held) = &mut self.statement {
                    match tag.name.as_str() {
                        "DTSTART" => held.from = day(tag.value),
                        _ => held.until = day(tag.value),
                    }
                }
            }
            "BALAMT" if self.ledger => {
                let said = amount(tag.value, self.currency()?)?;
                if let Some(held) = &mut self.statement {
                    held.closing = Some(said);
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn currency(&self) -> Result<Currency> {
        self.currency.map_or_else(|| known(""), Ok)
    }

    fn of_line(&mut self, name: &str, value: String) {
        let Some((line, said)) = &mut self.line else {
            return;
        };
        match name {
            "DTPOSTED" => line.day = day(&value).unwrap_or_default(),
            "DTAVAIL" => line.value_day = day(&value),
            "TRNAMT" => *said = value,
            "FITID" => line.reference = value,
            "NAME" => line.name = value,
            "MEMO" => line.text = value,
            "REFNUM" => line.end_to_end = value,
            "CHECKNUM" if line.end_to_end.is_empty() => line.end_to_end = value,
            "ACCTID" => line.number = value,
            _ => {}
        }
    }

    fn end(&mut self, name: &str) -> Result<()> {
        match name {
            "STMTTRN" => {
                let Some((mut line, said)) = self.line.take() else {
                    return Ok(());
                };
                line.amount = amount(&said, self.currency()?)?;
                if line.day == Day::default() {
                    return Err(refused("An entry of this statement has no day."));
                }
                if let Some(held) = &mut self.statement {
                    held.push(line)?;
                }
            }
            "STMTRS" | "CCSTMTRS" => {
                self.end("STMTTRN")?;
                if let Some(held) = self.statement.take() {
                    if self.all.len() == MOST_LINES {
                        return Err(refused("This file has more accounts than any bank gives."));
                    }
                    self.all.push(held);
                }
            }
            "BANKACCTFROM" | "CCACCTFROM" => self.from = false,
            "LEDGERBAL" => self.ledger = false,
            _ => {}
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Money;

    #[test]
    fn values_without_end_tags_are_read_as_those_with() {
        let sgml = "OFXHEADER:100\nENCODING:USASCII\n\n<OFX><STMTRS><CURDEF>EUR<BANKACCTFROM><ACCTID>447100982</BANKACCTFROM><BANKTRANLIST><STMTTRN><DTPOSTED>20261102120000[-5:EST]<TRNAMT>-12,50<FITID>a&amp;b<NAME>Ada &lt;1&gt;<MEMO>Desk</STMTTRN></BANKTRANLIST></STMTRS></OFX>";
        let xml = "<?xml version=\"1.0\"?><?OFX OFXHEADER=\"200\"?><OFX><STMTRS><CURDEF>EUR</CURDEF><BANKACCTFROM><ACCTID>447100982</ACCTID></BANKACCTFROM><STMTTRN><DTPOSTED>20261102</DTPOSTED><TRNAMT>-12.50</TRNAMT><FITID>a&amp;b</FITID><NAME>Ada &lt;1&gt;</NAME><MEMO><![CDATA[Desk]]></MEMO></STMTTRN></STMTRS></OFX>";
        let (one, other) = (read(sgml).unwrap(), read(xml).unwrap());
        assert_eq!(one, other);
        assert_eq!(one[0].lines[0].amount, Money(-1250));
        assert_eq!(one[0].lines[0].name, "Ada <1>");
        assert!(read("<!DOCTYPE x [<!ENTITY a \"b\">]><OFX></OFX>").is_err());
        assert!(read("<OFX><STMTRS><CURDEF").is_err());
    }
}
