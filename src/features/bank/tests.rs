//! Files of every kind say what was written into them, a line never pays more than it is, and what comes twice comes once.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::{
    key::keys,
    parse::{Format, Parsed, ParsedLine, format_of, is_same, of_account, sheet::Sheet, statements},
    share::{Misfit, Paid, shares},
};
use crate::{
    base::{Day, Id, Money, decode::decode, money::Currency, text},
    testing::house::House,
};

const IBAN: &str = "DE89370400440532013000";

fn a_line() -> impl Strategy<Value = ParsedLine> {
    let word = "[A-Za-z0-9][A-Za-z0-9 &<>'./é+-]{0,20}";
    (
        0i32..2_000,
        prop_oneof![1i64..9_000_000, -9_000_000i64..-1],
        word,
        word,
        // No word by which banks say that there is none.
        prop_oneof![Just(String::new()), "[B-M1-9][A-Z0-9]{0,7}"],
    )
        .prop_map(|(day, amount, name, text, reference)| ParsedLine {
            day: Day(20_000 + day),
            amount: Money(amount),
            name: text::clean_line(&name),
            text: text::clean_line(&text),
            reference,
            ..ParsedLine::default()
        })
}

fn some_lines() -> impl Strategy<Value = Vec<ParsedLine>> {
    prop::collection::vec(a_line(), 1..12)
}

fn euro() -> Currency {
    Currency::by_code("EUR").unwrap()
}

fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    text.replace('>', "&gt;")
}

fn size(money: Money) -> String {
    Money(money.0.abs()).input(euro())
}

/// A camt.053 of a version, with its elements under a prefix or none.
fn camt(lines: &[ParsedLine], version: &str, prefix: &str) -> String {
    let party = version != "02";
    let entries: String = lines
        .iter()
        .map(|line| {
            let out = line.amount < Money::ZERO;
            let (way, whom) = if out { ("DBIT", "Cdtr") } else { ("CRDT", "Dbtr") };
            let name = format!("<Nm>{}</Nm>", escaped(&line.name));
            let name = if party { format!("<Pty>{name}</Pty>") } else { name };
            let status = if party { "<Cd>BOOK</Cd>" } else { "BOOK" };
            let reference = match line.reference.as_str() {
                "" => String::new(),
                held => format!("<AcctSvcrRef>{held}</AcctSvcrRef>"),
            };
            format!(
                "<Ntry><Amt Ccy=\"EUR\">{}</Amt><CdtDbtInd>{way}</CdtDbtInd><Sts>{status}</Sts><BookgDt><Dt>{}</Dt></BookgDt>{reference}<NtryDtls><TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs><RltdPties><{whom}>{name}</{whom}></RltdPties><RmtInf><Ustrd>{}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>",
                size(line.amount),
                line.day.iso(),
                escaped(&line.text),
            )
        })
        .collect();
    let sum: i64 = lines.iter().map(|line| line.amount.0).sum();
    let way = if sum < 0 { "DBIT" } else { "CRDT" };
    let balance = format!(
        "<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy=\"EUR\">{}</Amt><CdtDbtInd>{way}</CdtDbtInd><Dt><Dt>2026-11-30</Dt></Dt></Bal>",
        size(Money(sum))
    );
    let plain = format!(
        "<Document><BkToCstmrStmt><GrpHdr><MsgId>1</MsgId></GrpHdr><Stmt><Id>S-1</Id><Acct><Id><IBAN>{IBAN}</IBAN></Id><Ccy>EUR</Ccy></Acct>{balance}{entries}</Stmt></BkToCstmrStmt></Document>"
    );
    let space = format!("urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}");
    let xml = match prefix {
        "" => plain.replacen("<Document>", &format!("<Document xmlns=\"{space}\">"), 1),
        prefix => plain
            .replace("</", &format!("\u{1}/{prefix}:"))
            .replace('<', &format!("<{prefix}:"))
            .replace('\u{1}', "<")
            .replacen(
                &format!("<{prefix}:Document>"),
                &format!("<{prefix}:Document xmlns:{prefix}=\"{space}\">"),
                1,
            ),
    };
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{xml}")
}

/// An OFX: version 1, whose values don't end, or version 2.
fn ofx(lines: &[ParsedLine], xml: bool) -> String {
    let tag = |name: &str, value: &str| match xml {
        true => format!("<{name}>{}</{name}>\n", escaped(value)),
        false => format!("<{name}>{}\n", escaped(value)),
    };
    let all: String = lines
        .iter()
        .map(|line| {
            let day = line.day.iso().replace('-', "");
            format!(
                "<STMTTRN>{}{}{}{}{}</STMTTRN>\n",
                tag("DTPOSTED", &format!("{day}120000[-5:EST]")),
                tag("TRNAMT", &line.amount.input(euro())),
                tag("FITID", &line.reference),
                tag("NAME", &line.name),
                tag("MEMO", &line.text),
            )
        })
        .collect();
    let head = match xml {
        true => "<?xml version=\"1.0\"?>\n<?OFX OFXHEADER=\"200\" VERSION=\"211\"?>\n",
        false => "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\n\n",
    };
    format!(
        "{head}<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS>{}<BANKACCTFROM>{}</BANKACCTFROM><BANKTRANLIST>{all}</BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>",
        tag("CURDEF", "EUR"),
        tag("ACCTID", "0532013000"),
    )
}

fn read(content: &str) -> Parsed {
    let decoded = decode(content.as_bytes()).unwrap();
    let format = format_of(&decoded.content);
    of_account(statements(format, &decoded.content).unwrap(), IBAN).unwrap()
}

fn plain(lines: &[ParsedLine]) -> Vec<(Day, Money, String, String, String)> {
    let said = |line: &ParsedLine| {
        let words = (line.name.clone(), line.text.clone(), line.reference.clone());
        (line.day, line.amount, words.0, words.1, words.2)
    };
    lines.iter().map(said).collect()
}

proptest! {
    #[test]
    fn camt_says_what_was_written(lines in some_lines(), version in prop::sample::select(&["02", "08", "13"][..]), prefix in prop::sample::select(&["", "ns2"][..])) {
        let parsed = read(&camt(&lines, version, prefix));
        prop_assert_eq!(plain(&parsed.lines), plain(&lines));
        let sum: Money = lines.iter().map(|line| line.amount).sum();
        prop_assert_eq!(parsed.closing, Some(sum));
        prop_assert_eq!(parsed.from, lines.iter().map(|line| line.day).min());
    }

    #[test]
    fn ofx_says_what_was_written(lines in some_lines(), xml in any::<bool>()) {
        let parsed = read(&ofx(&lines, xml));
        prop_assert_eq!(plain(&parsed.lines), plain(&lines));
    }

    /// What a file is cut off at never makes a panic, nor lines of which it says nothing.
    #[test]
    fn what_is_damaged_is_refused(lines in some_lines(), at in 0usize..4_000, xml in any::<bool>()) {
        for whole in [camt(&lines, "08", ""), ofx(&lines, xml)] {
            let end = (0..=at.min(whole.len())).rev().find(|end| whole.is_char_boundary(*end)).unwrap_or(0);
            let cut = &whole[..end];
            if let Ok(all) = statements(format_of(cut), cut) {
                let count: usize = all.iter().map(|held| held.lines.len()).sum();
                prop_assert!(count <= lines.len());
            }
        }
    }

    /// The same file again, and one that begins with any of its days, bring in what isn't there and nothing else.
    #[test]
    fn what_comes_twice_comes_once(mut lines in prop::collection::vec(a_line(), 1..30), twins in 0usize..4, from in 0usize..30) {
        for n in 0..twins {
            let twin = lines[n % lines.len()].clone();
            lines.push(twin);
        }
        lines.sort_by_key(|line| line.day);
        let all = keys(&lines);
        let there: BTreeSet<&String> = all.iter().collect();
        prop_assert_eq!(there.len(), lines.len(), "no two lines of a file have one key");
        let again = keys(&lines);
        prop_assert!(again.iter().all(|key| there.contains(key)));
        // An overlapping file has whole days. A reference that stands on several days is no bank's.
        let day = lines[from % lines.len()].day;
        let later: Vec<ParsedLine> = lines.iter().filter(|line| line.day >= day).cloned().collect();
        let earlier = |line: &ParsedLine| line.day < day && !line.reference.is_empty() && later.iter().any(|held| held.reference == line.reference);
        if !lines.iter().any(earlier) {
            prop_assert!(keys(&later).iter().all(|key| there.contains(key)));
        }
    }

    /// The payments of a line come to the line: never to more, whatever is asked of it.
    #[test]
    fn a_line_never_pays_more_than_it_is(
        room in 1i64..1_000_000,
        pays in prop::collection::vec((1u64..4, 1u64..9, -10i64..600_000), 0..6),
        rest in prop::option::of(1u64..5),
    ) {
        let pays: Vec<Paid> = pays.iter().map(|(client, invoice, amount)| Paid {
            client: Id::new(*client),
            invoice: Id::new(*invoice),
            amount: Money(*amount),
        }).collect();
        let asked: i64 = pays.iter().map(|each| each.amount.0.max(0)).sum();
        match shares(Money(room), &pays, rest.map(Id::new)) {
            Ok(parted) => {
                let sum: i64 = parted.iter().map(|share| share.amount.0).sum();
                prop_assert_eq!(sum, room);
                for share in &parted {
                    let given: i64 = share.allocations.iter().map(|each| each.amount.0).sum();
                    prop_assert!(given <= share.amount.0);
                    prop_assert!(share.allocations.iter().all(|each| each.amount > Money::ZERO));
                }
                let clients: BTreeSet<u64> = parted.iter().map(|share| share.client.raw()).collect();
                prop_assert_eq!(clients.len(), parted.len(), "one payment for each client");
            }
            Err(Misfit::TooMuch(_)) => prop_assert!(asked > room),
            Err(Misfit::WhoseRest(left)) => {
                prop_assert!(rest.is_none());
                prop_assert_eq!(left.0, room - asked);
            }
        }
    }
}

#[test]
fn sheets_say_what_was_written() {
    let house = House::with_cast().unwrap();
    let visit = house.visit();
    let strategy = (some_lines(), 0usize..4);
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(48));
    let held = |(lines, style): (Vec<ParsedLine>, usize)| {
        // Amounts over a thousand and under one, so that each column says how it is written.
        let mut lines = lines;
        lines.push(ParsedLine {
            day: Day::parse("2026-12-25").unwrap(),
            amount: Money(123_456),
            name: "A".into(),
            text: "B".into(),
            ..ParsedLine::default()
        });
        let (separator, thousands, point, iso) = [
            (';', ".", ',', false),
            (',', ",", '.', true),
            ('\t', " ", ',', false),
            (';', "'", '.', true),
        ][style];
        let cell = |money: Money| {
            let plain = size(money);
            let (whole, cents) = plain.split_once('.').unwrap();
            let mut out = String::new();
            for (at, digit) in whole.chars().enumerate() {
                if at > 0 && (whole.len() - at).is_multiple_of(3) {
                    out.push_str(thousands);
                }
                out.push(digit);
            }
            let sign = if money < Money::ZERO { "-" } else { "" };
            format!("{sign}{out}{point}{cents}")
        };
        let mut out = csv::WriterBuilder::new()
            .delimiter(separator as u8)
            .from_writer(Vec::new());
        out.write_record([
            "Buchungstag",
            "Auftraggeber/Empfänger",
            "Verwendungszweck",
            "Betrag",
            "Transaction ID",
        ])
        .unwrap();
        for line in &lines {
            let day = line.day.iso();
            let parts: Vec<&str> = day.split('-').collect();
            let day = match iso {
                true => day.clone(),
                false => format!("{}.{}.{}", parts[2], parts[1], parts[0]),
            };
            // As every sheet writes what would be calculated with.
            let cells = [
                day,
                text::csv_cell(&line.name),
                text::csv_cell(&line.text),
                cell(line.amount),
                line.reference.clone(),
            ];
            out.write_record(cells).unwrap();
        }
        let bytes = out.into_inner().unwrap();
        let above = b"Account;DE89370400440532013000\nFrom;2026-11-01\n\n";
        let whole = match separator {
            ';' => [above.as_slice(), &bytes].concat(),
            _ => bytes,
        };
        let decoded = decode(&whole).unwrap();
        assert_eq!(format_of(&decoded.content), Format::Sheet);
        let sheet = Sheet::of(&visit, &decoded, euro(), &[]).unwrap();
        let parsed = sheet.whole().unwrap();
        prop_assert_eq!(plain(&parsed.lines), plain(&lines));
        Ok(())
    };
    runner.run(&strategy, held).unwrap();
}

#[test]
fn bombs_and_other_papers_are_refused() {
    let refused = |content: &str| {
        statements(format_of(content), content)
            .unwrap_err()
            .to_string()
    };
    let bomb = "<?xml version=\"1.0\"?><!DOCTYPE lolz [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><Document>&b;</Document>";
    assert!(refused(bomb).contains("DOCTYPE"), "{}", refused(bomb));
    let unknown = "<Document><BkToCstmrStmt>&b;</BkToCstmrStmt></Document>";
    assert!(refused(unknown).contains("damaged"));
    let deep = format!("{}{}", "<a>".repeat(500), "</a>".repeat(500));
    assert!(refused(&deep).contains("deeper"));
    assert!(refused("<Document><CstmrCdtTrfInitn/></Document>").contains("camt.053"));
    let far = "<Document><BkToCstmrStmt><Stmt><Acct><Id><IBAN>X</IBAN></Id><Ccy>EUR</Ccy></Acct><Ntry><Amt Ccy=\"EUR\">99999999999999999999</Amt><BookgDt><Dt>2026-11-01</Dt></BookgDt></Ntry></Stmt></BkToCstmrStmt></Document>";
    assert!(refused(far).contains("no amount"));
}

#[test]
fn what_a_bank_gathered_is_told_apart_where_it_adds_up() {
    let part = |amount: &str, name: &str| {
        format!(
            "<TxDtls><AmtDtls><TxAmt><Amt Ccy=\"EUR\">{amount}</Amt></TxAmt></AmtDtls><RltdPties><Dbtr><Nm>{name}</Nm></Dbtr></RltdPties></TxDtls>"
        )
    };
    let file = |other: &str| {
        format!(
            "<Document><BkToCstmrStmt><Stmt><Acct><Id><IBAN>{IBAN}</IBAN></Id><Ccy>EUR</Ccy></Acct><Ntry><Amt Ccy=\"EUR\">30.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2026-11-02</Dt></BookgDt><AcctSvcrRef>B1</AcctSvcrRef><NtryDtls>{}{}</NtryDtls></Ntry><Ntry><Amt Ccy=\"EUR\">1.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>PDNG</Sts></Ntry></Stmt></BkToCstmrStmt></Document>",
            part("10.00", "Ada"),
            part(other, "Ben")
        )
    };
    let (two, one) = (read(&file("20.00")), read(&file("19.00")));
    let amounts =
        |parsed: &Parsed| -> Vec<i64> { parsed.lines.iter().map(|l| l.amount.0).collect() };
    assert_eq!(amounts(&two), [1_000, 2_000]);
    assert_eq!(amounts(&one), [3_000]);
    assert_eq!((two.passed_over, keys(&two.lines).len()), (1, 2));
}

#[test]
fn an_iban_holds_the_number_that_other_files_give() {
    assert!(is_same("0532013000", IBAN));
    assert!(is_same("DE89 3704 0044 0532 0130 00", IBAN));
    assert!(!is_same("0532013001", IBAN));
    assert!(!is_same("3000", IBAN));
}

#[test]
fn what_banks_write_where_they_have_no_reference_tells_no_lines_apart() {
    let file = |day: &str, said: &str| {
        let content = format!(
            "<Document><BkToCstmrStmt><Stmt><Acct><Id><IBAN>{IBAN}</IBAN></Id><Ccy>EUR</Ccy></Acct><Ntry><Amt Ccy=\"EUR\">50.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>{day}</Dt></BookgDt><AcctSvcrRef>{said}</AcctSvcrRef></Ntry></Stmt></BkToCstmrStmt></Document>"
        );
        keys(&read(&content).lines)
    };
    for said in ["NONREF", "0000000000", "NOT PROVIDED"] {
        // The same amount a month later is another movement.
        assert_ne!(file("2026-10-02", said), file("2026-11-02", said), "{said}");
    }
    assert_eq!(file("2026-10-02", "B1"), file("2026-10-03", "B1"));
}
