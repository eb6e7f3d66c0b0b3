//! camt.053, a bank's account statement of ISO 20022. Its versions name the same things alike, as far as they are read here; what
//! they name otherwise (a party's name, a status) is looked for in both places.

use quick_xml::{Reader, events::Event};

use super::parsed::{Parsed, ParsedLine, amount, known, refused};
use crate::base::{Day, Money, Result, money::Currency};

/// Elements one in another, and all in all: a statement of two thousand lines has some hundred thousand.
const DEEPEST: usize = 40;
const MOST_NODES: usize = 600_000;

/// An element with what stands in it.
#[derive(Debug, Default)]
struct Node {
    /// Without its prefix.
    name: String,
    text: String,
    /// Of an amount.
    currency: String,
    children: Vec<Node>,
}

static NONE: Node = Node {
    name: String::new(),
    text: String::new(),
    currency: String::new(),
    children: Vec::new(),
};

impl Node {
    fn all<'n>(&'n self, name: &'n str) -> impl Iterator<Item = &'n Node> {
        self.children.iter().filter(move |node| node.name == name)
    }

    /// The first of them, or one in which nothing stands.
    fn one(&self, name: &str) -> &Node {
        let found = self.children.iter().find(|node| node.name == name);
        found.unwrap_or(&NONE)
    }

    fn at(&self, path: &[&str]) -> &Node {
        path.iter().fold(self, |node, name| node.one(name))
    }

    /// What stands at the first of these places at which anything does.
    fn said(&self, places: &[&[&str]]) -> String {
        let said = places.iter().map(|path| self.at(path).text.trim());
        let mut said = said.filter(|text| !text.is_empty());
        said.next().unwrap_or_default().to_owned()
    }

    /// `Dt` or the beginning of `DtTm`.
    fn day(&self) -> Option<Day> {
        let said = self.said(&[&["Dt"], &["DtTm"], &[]]);
        Day::parse(said.get(..10)?)
    }
}

/// Reads the whole file, as far as it may be deep and large.
fn tree(content: &str) -> Result<Node> {
    let damaged = || refused("This XML is damaged. Export the statement at your bank once more.");
    let mut reader = Reader::from_str(content);
    let mut open = vec![Node::default()];
    let mut count = 0;
    loop {
        let event = reader.read_event().map_err(|_| damaged())?;
        let (begun, ended) = match event {
            Event::Start(start) => (Some(start), false),
            Event::Empty(start) => (Some(start), true),
            Event::End(_) => (None, true),
            Event::DocType(_) => {
                return Err(refused(
                    "This XML defines names of its own (a DOCTYPE), which no bank's statement does. It is not read.",
                ));
            }
            Event::Text(text) => {
                if let Some(node) = open.last_mut() {
                    node.text.push_str(&text.xml10_content());
                }
                continue;
            }
            Event::CData(text) => {
                if let Some(node) = open.last_mut() {
                    node.text.push_str(&text.xml10_content());
                }
                continue;
            }
            Event::GeneralRef(named) => {
                let letter = match named.resolve_char_ref().map_err(|_| damaged())? {
                    Some(letter) => letter,
                    None => match &*named {
                        "amp" => '&',
                        "lt" => '<',
                        "gt" => '>',
                        "quot" => '"',
                        "apos" => '\'',
                        _ => return Err(damaged()),
                    },
                };
                if let Some(node) = open.last_mut() {
                    node.text.push(letter);
                }
                continue;
            }
            Event::Eof => break,
            _ => continue,
        };
        if let Some(start) = begun {
            count += 1;
            if open.len() > DEEPEST || count > MOST_NODES {
                return Err(refused(
                    "This XML is larger or deeper than any statement is.",
                ));
            }
            let currency = start.try_get_attribute("Ccy").map_err(|_| damaged())?;
            open.push(Node {
                name: start.local_name().as_ref().to_owned(),
                currency: currency.map_or(String::new(), |held| held.value.into_owned()),
                ..Node::default()
            });
        }
        if ended {
            let node = open.pop().ok_or_else(damaged)?;
            open.last_mut().ok_or_else(damaged)?.children.push(node);
        }
    }
    match (open.pop(), open.is_empty()) {
        (Some(root), true) => Ok(root),
        _ => Err(damaged()),
    }
}

/// # Errors
/// With the field `file`.
pub fn read(content: &str) -> Result<Vec<Parsed>> {
    let root = tree(content)?;
    let document = root.one("Document");
    let report = document.one("BkToCstmrStmt");
    if report.name.is_empty() {
        return Err(refused(
            "This XML is no account statement (camt.053). Choose the statement, not a payment order or a notice.",
        ));
    }
    report.all("Stmt").map(statement).collect()
}

fn statement(node: &Node) -> Result<Parsed> {
    let entries = || node.all("Ntry");
    let code = node.said(&[&["Acct", "Ccy"]]);
    let code = match code.as_str() {
        "" => {
            let amounts = entries().chain(node.all("Bal")).map(|held| held.one("Amt"));
            let mut codes = amounts.map(|amount| amount.currency.clone());
            codes.next().unwrap_or_default()
        }
        _ => code,
    };
    let currency = known(&code)?;
    let mut parsed = Parsed {
        account: node.said(&[&["Acct", "Id", "IBAN"], &["Acct", "Id", "Othr", "Id"]]),
        currency: currency.code.to_owned(),
        name: node.said(&[&["LglSeqNb"], &["ElctrncSeqNb"], &["Id"]]),
        ..Parsed::default()
    };
    let period = node.one("FrToDt");
    let day = |names: [&str; 2]| {
        let said = period.said(&[&[names[0]], &[names[1]]]);
        said.get(..10).and_then(Day::parse)
    };
    parsed.from = day(["FrDtTm", "FrDt"]);
    parsed.until = day(["ToDtTm", "ToDt"]);
    for balance in node.all("Bal") {
        let said = signed(balance, currency)?;
        match balance.said(&[&["Tp", "CdOrPrtry", "Cd"]]).as_str() {
            "OPBD" | "PRCD" => {
                parsed.opening = parsed.opening.or(Some(said));
            }
            "CLBD" => {
                parsed.closing = Some(said);
                parsed.until = parsed.until.or(balance.one("Dt").day());
            }
            _ => {}
        }
    }
    for entry in entries() {
        let status = entry.said(&[&["Sts", "Cd"], &["Sts"]]);
        if !matches!(status.as_str(), "" | "BOOK") {
            parsed.passed_over += 1;
            continue;
        }
        for line in lines(entry, currency)? {
            parsed.push(line)?;
        }
    }
    Ok(parsed)
}

/// What an entry, a balance or a detail of an entry comes to, with its direction.
fn signed(node: &Node, currency: Currency) -> Result<Money> {
    let said = node.one("Amt");
    if !said.currency.is_empty() && said.currency != currency.code {
        return Err(refused(format!(
            "An entry is in {}, and the account in {}.",
            said.currency, currency.code
        )));
    }
    let amount = amount(&said.text, currency)?;
    Ok(match node.one("CdtDbtInd").text.trim() {
        "DBIT" => Money(-amount.0),
        _ => amount,
    })
}

/// The movements of an entry: one, or those that the bank gathered in it, where they come to the same.
fn lines(entry: &Node, currency: Currency) -> Result<Vec<ParsedLine>> {
    let total = signed(entry, currency)?;
    let day = entry.one("BookgDt").day();
    let value_day = entry.one("ValDt").day();
    let day = day
        .or(value_day)
        .ok_or_else(|| refused("An entry of this statement has no day."))?;
    let begun = ParsedLine {
        day,
        value_day,
        amount: total,
        reference: entry.said(&[&["AcctSvcrRef"]]),
        ..ParsedLine::default()
    };
    let details: Vec<&Node> = entry
        .all("NtryDtls")
        .flat_map(|held| held.all("TxDtls"))
        .collect();
    let way = entry.one("CdtDbtInd").text.trim();
    let parts: Vec<Option<Money>> = details
        .iter()
        .map(|detail| part(detail, way, currency))
        .collect();
    let sum: Option<i128> = parts
        .iter()
        .map(|part| part.map(|money| i128::from(money.0)))
        .sum();
    let gathered = details.len() > 1 && sum == Some(i128::from(total.0));
    let info = entry.said(&[&["AddtlNtryInf"]]);
    if gathered {
        let each = details.iter().zip(parts).map(|(detail, part)| {
            let amount = part.unwrap_or_default();
            told(
                ParsedLine {
                    amount,
                    ..begun.clone()
                },
                &[detail],
                &info,
                entry,
            )
        });
        return Ok(each.collect());
    }
    Ok(vec![told(begun, &details, &info, entry)])
}

/// What a detail comes to, in the account's currency; None where it doesn't say. Of what came in another one the bank says
/// what it was, and what it was worth.
fn part(detail: &Node, way: &str, currency: Currency) -> Option<Money> {
    let places = [
        detail.one("Amt"),
        detail.at(&["AmtDtls", "TxAmt", "Amt"]),
        detail.at(&["AmtDtls", "CntrValAmt", "Amt"]),
    ];
    let ours = |held: &&Node| held.currency.is_empty() || held.currency == currency.code;
    let mut said = places.into_iter().filter(|held| !held.text.is_empty());
    let said = said.find(ours)?;
    let amount = amount(&said.text, currency).ok()?;
    let own = detail.one("CdtDbtInd").text.trim();
    Some(match if own.is_empty() { way } else { own } {
        "DBIT" => Money(-amount.0),
        _ => amount,
    })
}

/// Whether it takes back a movement from before: a transfer that came back, a debit that was refused.
fn is_return(entry: &Node, detail: &Node) -> bool {
    let said = |node: &Node| matches!(node.one("RvslInd").text.trim(), "true" | "1");
    said(entry) || said(detail) || !detail.one("RtrInf").name.is_empty()
}

/// With who it was and what they wrote. What comes back names its parties as the movement did that it takes back.
fn told(mut line: ParsedLine, details: &[&Node], info: &str, entry: &Node) -> ParsedLine {
    let returned = details.iter().any(|detail| is_return(entry, detail));
    let (party, account) = match (line.amount < Money::ZERO) != returned {
        true => ("Cdtr", "CdtrAcct"),
        false => ("Dbtr", "DbtrAcct"),
    };
    let ultimate = match party {
        "Cdtr" => "UltmtCdtr",
        _ => "UltmtDbtr",
    };
    let mut texts: Vec<String> = Vec::new();
    for detail in details {
        let parties = detail.one("RltdPties");
        if line.name.is_empty() {
            line.name = parties.said(&[
                &[party, "Pty", "Nm"],
                &[party, "Nm"],
                &[ultimate, "Pty", "Nm"],
                &[ultimate, "Nm"],
            ]);
            line.number = parties.said(&[&[account, "Id", "IBAN"], &[account, "Id", "Othr", "Id"]]);
        }
        let remittance = detail.one("RmtInf");
        texts.extend(remittance.all("Ustrd").map(|held| held.text.clone()));
        for structured in remittance.all("Strd") {
            texts.push(structured.said(&[&["CdtrRefInf", "Ref"]]));
            let documents = structured.all("RfrdDocInf");
            texts.extend(documents.map(|held| held.one("Nb").text.clone()));
            let more = structured.all("AddtlRmtInf");
            texts.extend(more.map(|held| held.text.clone()));
        }
        let why = detail.one("RtrInf").all("AddtlInf");
        texts.extend(why.map(|held| held.text.clone()));
        let own = detail.said(&[&["Refs", "AcctSvcrRef"]]);
        if !own.is_empty() && details.len() == 1 {
            line.reference = own;
        }
        let end_to_end = detail.said(&[&["Refs", "EndToEndId"]]);
        if line.end_to_end.is_empty() && end_to_end != "NOTPROVIDED" {
            line.end_to_end = end_to_end;
        }
        if texts.iter().all(|text| text.trim().is_empty()) {
            texts.push(detail.said(&[&["AddtlTxInf"]]));
        }
    }
    texts.retain(|text| !text.trim().is_empty());
    line.text = match texts.is_empty() {
        true => info.to_owned(),
        false => texts.join(" "),
    };
    line
}

#[cfg(test)]
mod tests;
