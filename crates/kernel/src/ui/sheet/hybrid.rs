//! A sheet's file with the same told to programs in it: Factur-X 1.0 and ZUGFeRD 2, an invoice as PDF/A-3 with an XML file of
//! EN 16931 embedded. The file says by its metadata (XMP) which of its files that is; the words for it are a schema of their
//! own, which PDF/A wants described in the same metadata (ISO 19005-3, 6.6.2.3). Whoever writes the pages knows no such schema,
//! so it is added by an incremental update (ISO 32000-1, 7.5.6): another version of the metadata alone, behind a file that
//! stays byte by byte as it was.

use crate::base::{Error, Result};

/// What is embedded.
#[derive(Debug, Clone, PartialEq)]
pub struct Embedded {
    /// The XML, of profile EN 16931.
    pub xml: String,
}

impl Embedded {
    /// What the file is called in every hybrid invoice.
    pub const NAME: &'static str = "factur-x.xml";
    pub const MEDIA_TYPE: &'static str = "text/xml";
    pub const ABOUT: &'static str = "This invoice for programs: EN 16931, Factur-X";
}

/// Its own words in the metadata, of which none means anything else.
const WORDS: [(&str, &str); 4] = [
    ("DocumentFileName", "The name of the embedded XML document"),
    ("DocumentType", "The type of the hybrid document"),
    ("Version", "The version of the XML document's standard"),
    ("ConformanceLevel", "The profile of the XML document"),
];
const NAMESPACE: &str = "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#";

/// What describes the schema to whoever reads the metadata.
fn schema() -> String {
    let properties: String = WORDS
        .iter()
        .map(|(name, about)| {
            format!(
                "<rdf:li rdf:parseType=\"Resource\"><pdfaProperty:name>{name}</pdfaProperty:name>\
                 <pdfaProperty:valueType>Text</pdfaProperty:valueType>\
                 <pdfaProperty:category>external</pdfaProperty:category>\
                 <pdfaProperty:description>{about}</pdfaProperty:description></rdf:li>"
            )
        })
        .collect();
    format!(
        "<rdf:li rdf:parseType=\"Resource\" xmlns:pdfaSchema=\"http://www.aiim.org/pdfa/ns/schema#\" \
         xmlns:pdfaProperty=\"http://www.aiim.org/pdfa/ns/property#\">\
         <pdfaSchema:schema>Factur-X PDFA Extension Schema</pdfaSchema:schema>\
         <pdfaSchema:namespaceURI>{NAMESPACE}</pdfaSchema:namespaceURI>\
         <pdfaSchema:prefix>fx</pdfaSchema:prefix>\
         <pdfaSchema:property><rdf:Seq>{properties}</rdf:Seq></pdfaSchema:property></rdf:li>"
    )
}

/// What it says of this file.
fn said() -> String {
    format!(
        "<rdf:Description rdf:about=\"\" xmlns:fx=\"{NAMESPACE}\"><fx:DocumentType>INVOICE</fx:DocumentType>\
         <fx:DocumentFileName>{}</fx:DocumentFileName><fx:Version>1.0</fx:Version>\
         <fx:ConformanceLevel>EN 16931</fx:ConformanceLevel></rdf:Description>",
        Embedded::NAME
    )
}

/// The file with metadata that says what is embedded in it.
///
/// # Errors
/// Where it isn't a file as this program writes it.
pub fn told(mut pdf: Vec<u8>) -> Result<Vec<u8>> {
    let odd = || Error::internal("a PDF isn't written as it should be");
    let object = metadata(&pdf).ok_or_else(odd)?;
    let packet = added(&object.packet).ok_or_else(odd)?;
    let trailer = trailer(&pdf).ok_or_else(odd)?;
    if !pdf.ends_with(b"\n") {
        pdf.push(b'\n');
    }
    let at = pdf.len();
    let written = format!(
        "{} 0 obj\n<<\n  /Length {}\n  /Type /Metadata\n  /Subtype /XML\n>>\nstream\n{packet}\nendstream\nendobj\n",
        object.number,
        packet.len(),
    );
    pdf.extend_from_slice(written.as_bytes());
    let table = pdf.len();
    let head = format!(
        "xref\n0 1\n0000000000 65535 f\r\n{} 1\n{at:010} 00000 n\r\ntrailer\n<<\n  /Prev {}",
        object.number, trailer.table
    );
    pdf.extend_from_slice(head.as_bytes());
    pdf.extend_from_slice(&trailer.entries);
    pdf.extend_from_slice(format!(">>\nstartxref\n{table}\n%%EOF\n").as_bytes());
    Ok(pdf)
}

struct Metadata {
    number: u32,
    packet: String,
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|part| part == what)
}

fn find_last(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).rposition(|part| part == what)
}

/// The metadata, which stand in the file as they are, so that whoever doesn't know PDF finds them.
fn metadata(pdf: &[u8]) -> Option<Metadata> {
    let begins = find_last(pdf, b"<?xpacket begin")?;
    let length = find(&pdf[begins..], b"endstream")?;
    let packet = std::str::from_utf8(&pdf[begins..begins + length]).ok()?;
    let named = find_last(&pdf[..begins], b" 0 obj")?;
    let digits = pdf[..named].iter().rev().take_while(|b| b.is_ascii_digit());
    let from = named - digits.count();
    Some(Metadata {
        number: std::str::from_utf8(&pdf[from..named]).ok()?.parse().ok()?,
        packet: packet.trim_end().to_owned(),
    })
}

/// The packet with the schema and what it says.
fn added(packet: &str) -> Option<String> {
    let schemas = packet.find("</pdfaExtension:schemas>")?;
    let bag = packet[..schemas].rfind("</rdf:Bag>")?;
    let end = packet.rfind("</rdf:RDF>")?;
    (bag < end).then(|| {
        format!(
            "{}{}{}{}{}",
            &packet[..bag],
            schema(),
            &packet[bag..end],
            said(),
            &packet[end..]
        )
    })
}

struct Trailer {
    /// What it says, without the marks around it.
    entries: Vec<u8>,
    /// Where the table of objects stands.
    table: usize,
}

fn trailer(pdf: &[u8]) -> Option<Trailer> {
    let start = find_last(pdf, b"startxref")?;
    let table = std::str::from_utf8(&pdf[start + 9..]).ok()?;
    let table = table.split_whitespace().next()?.parse().ok()?;
    let begins = find_last(&pdf[..start], b"trailer")?;
    let inner = &pdf[begins + 7..start];
    let open = find(inner, b"<<")? + 2;
    let close = find_last(inner, b">>")?;
    Some(Trailer {
        entries: inner.get(open..close)?.to_vec(),
        table,
    })
}
