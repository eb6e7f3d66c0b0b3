//! Files as people send them, made here: each of a kind, with words at places that are known.

use std::io::{Cursor, Write};

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

/// What is to be found in a file: some words, and where they stand.
pub struct Paper {
    pub name: &'static str,
    pub bytes: Vec<u8>,
    pub finds: &'static [(&'static str, Option<&'static str>)],
}

/// One file of every kind that is read for its text.
pub fn papers() -> Vec<Paper> {
    vec![
        Paper {
            name: "offer.pdf",
            bytes: pdf(&["Offer for paper", "The second page", "Ninety reams of vellum"]),
            finds: &[("Offer", Some("page 1")), ("vellum", Some("page 3"))],
        },
        Paper {
            name: "letter.docx",
            bytes: docx("<w:p><w:r><w:t>Dear Rosa,</w:t></w:r></w:p><w:p><w:r><w:t>the vel</w:t></w:r><w:r><w:t>lum came &amp; went.</w:t></w:r></w:p>"),
            finds: &[("vellum came & went", None), ("Head of the letter", None)],
        },
        Paper {
            name: "talk.pptx",
            bytes: pptx(),
            finds: &[("Beginning", Some("slide 1")), ("vellum", Some("slide 2")), ("said aloud", Some("slide 2"))],
        },
        Paper {
            name: "letter.odt",
            bytes: open("application/vnd.oasis.opendocument.text", "<office:text><text:p>Dear<text:s/>Rosa</text:p><text:h>About <text:span>vellum</text:span></text:h></office:text>"),
            finds: &[("Dear Rosa", None), ("About vellum", None)],
        },
        Paper {
            name: "talk.odp",
            bytes: open("application/vnd.oasis.opendocument.presentation", "<office:presentation><draw:page><text:p>Beginning</text:p></draw:page><draw:page><text:p>Of vellum</text:p></draw:page></office:presentation>"),
            finds: &[("Beginning", Some("slide 1")), ("vellum", Some("slide 2"))],
        },
        Paper {
            name: "prices.xlsx",
            bytes: xlsx("<row r=\"12\"><c r=\"A12\" t=\"inlineStr\"><is><t>Vellum</t></is></c><c r=\"B12\"><v>90</v></c></row>"),
            finds: &[("Vellum\t90", Some("sheet Prices, row 12"))],
        },
        Paper {
            name: "prices.ods",
            bytes: open("application/vnd.oasis.opendocument.spreadsheet", "<office:spreadsheet><table:table table:name=\"Prices\"><table:table-row><table:table-cell office:value-type=\"string\"><text:p>Item</text:p></table:table-cell></table:table-row><table:table-row><table:table-cell office:value-type=\"string\"><text:p>Vellum</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet>"),
            finds: &[("Vellum", Some("sheet Prices, row 2"))],
        },
        Paper {
            name: "prices.csv",
            bytes: b"Item;Price\r\nVellum;90\r\n\"two\nlines\";5\r\n".to_vec(),
            finds: &[("Vellum\t90", Some("row 2")), ("two lines", Some("row 3"))],
        },
        Paper {
            name: "old.csv",
            // As old spreadsheets write.
            bytes: b"Firma;Ort\r\nCaf\xe9 Vellum;K\xf6ln\r\n".to_vec(),
            finds: &[("Café Vellum\tKöln", Some("row 2"))],
        },
        Paper {
            name: "note.txt",
            bytes: "Notes on Köln\n\nand vellum".as_bytes().to_vec(),
            finds: &[("vellum", None), ("Köln", None)],
        },
        Paper {
            name: "page.html",
            bytes: b"<!doctype html><title>Offer</title><script>hidden()</script><h1>Vellum &amp; more</h1><p>for <b>Rosa</b></p>".to_vec(),
            finds: &[("Vellum & more", None), ("for Rosa", None)],
        },
        Paper {
            name: "drawing.svg",
            bytes: b"<svg xmlns=\"http://www.w3.org/2000/svg\"><style>.a{}</style><text>Vellum mill</text></svg>".to_vec(),
            finds: &[("Vellum mill", None)],
        },
        Paper {
            name: "asked.eml",
            bytes: mail(),
            finds: &[
                ("About the order", None),
                ("rosa@delgado.example", None),
                ("Is there any vellum?", None),
                ("list.csv", Some("attachment list.csv")),
                ("Ninety reams", Some("attachment list.csv")),
            ],
        },
    ]
}

/// A PDF with a line on each of its pages.
pub fn pdf(pages: &[&str]) -> Vec<u8> {
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        String::new(),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
            .to_owned(),
    ];
    let mut kids = Vec::new();
    for line in pages {
        let said = format!("BT /F1 12 Tf 72 720 Td ({line}) Tj ET");
        let content = objects.len() + 1;
        objects.push(format!(
            "<< /Length {} >>\nstream\n{said}\nendstream",
            said.len()
        ));
        kids.push(format!("{} 0 R", objects.len() + 1));
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >> /Contents {content} 0 R >>"
        ));
    }
    objects[1] = format!(
        "<< /Type /Pages /Kids [{}] /Count {} >>",
        kids.join(" "),
        pages.len()
    );
    pdf_of(&objects)
}

/// A PDF of these objects, the first of them its catalogue.
pub fn pdf_of(objects: &[String]) -> Vec<u8> {
    let mut out = b"%PDF-1.4\n".to_vec();
    let mut places = Vec::new();
    for (n, object) in objects.iter().enumerate() {
        places.push(out.len());
        out.extend(format!("{} 0 obj\n{object}\nendobj\n", n + 1).bytes());
    }
    let table = out.len();
    out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    for place in places {
        out.extend(format!("{place:010} 00000 n \n").bytes());
    }
    let size = objects.len() + 1;
    out.extend(
        format!("trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n").bytes(),
    );
    out
}

pub fn packed(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        let way = match *name == "mimetype" {
            true => CompressionMethod::Stored,
            false => CompressionMethod::Deflated,
        };
        zip.start_file(*name, SimpleFileOptions::default().compression_method(way))
            .unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";

/// A DOCX with this in its body, and a head on each page.
pub fn docx(body: &str) -> Vec<u8> {
    let text = format!("{XML}<w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>");
    let head = format!(
        "{XML}<w:hdr xmlns:w=\"w\"><w:p><w:r><w:t>Head of the letter</w:t></w:r></w:p></w:hdr>"
    );
    packed(&[
        ("word/document.xml", text.as_bytes()),
        ("word/header1.xml", head.as_bytes()),
    ])
}

/// Slides whose parts are named in another order than they are shown.
fn pptx() -> Vec<u8> {
    let slide = |line: &str| {
        format!(
            "{XML}<p:sld xmlns:p=\"p\" xmlns:a=\"a\"><a:p><a:r><a:t>{line}</a:t></a:r></a:p></p:sld>"
        )
    };
    let shown = format!(
        "{XML}<p:presentation xmlns:p=\"p\" xmlns:r=\"r\"><p:sldIdLst><p:sldId id=\"256\" r:id=\"rId9\"/><p:sldId id=\"257\" r:id=\"rId2\"/></p:sldIdLst></p:presentation>"
    );
    let relations = format!(
        "{XML}<Relationships><Relationship Id=\"rId2\" Target=\"slides/slide1.xml\"/><Relationship Id=\"rId9\" Target=\"slides/slide2.xml\"/></Relationships>"
    );
    packed(&[
        ("ppt/presentation.xml", shown.as_bytes()),
        ("ppt/_rels/presentation.xml.rels", relations.as_bytes()),
        (
            "ppt/slides/slide1.xml",
            slide("A slide of vellum").as_bytes(),
        ),
        ("ppt/slides/slide2.xml", slide("Beginning").as_bytes()),
        (
            "ppt/notesSlides/notesSlide1.xml",
            slide("to be said aloud").as_bytes(),
        ),
    ])
}

/// An OpenDocument of a kind.
fn open(kind: &str, body: &str) -> Vec<u8> {
    let content = format!(
        "{XML}<office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" xmlns:draw=\"urn:oasis:names:tc:opendocument:xmlns:drawing:1.0\"><office:body>{body}</office:body></office:document-content>"
    );
    let manifest = format!(
        "{XML}<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"/>"
    );
    packed(&[
        ("mimetype", kind.as_bytes()),
        ("META-INF/manifest.xml", manifest.as_bytes()),
        ("content.xml", content.as_bytes()),
    ])
}

/// A workbook with a sheet called Prices that has these rows.
pub fn xlsx(rows: &str) -> Vec<u8> {
    let book = format!(
        "{XML}<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"Prices\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
    );
    let relations = format!(
        "{XML}<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
    );
    let sheet = format!(
        "{XML}<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>{rows}</sheetData></worksheet>"
    );
    let root = format!(
        "{XML}<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
    );
    packed(&[
        ("_rels/.rels", root.as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", relations.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

fn mail() -> Vec<u8> {
    "From: Rosa Delgado <rosa@delgado.example>\r\nTo: Sana <sana@atrium.example>\r\nSubject: About the order\r\nDate: Mon, 30 Nov 2026 09:00:00 +0000\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nIs there any vellum?\r\n--b\r\nContent-Type: text/csv; name=\"list.csv\"\r\nContent-Disposition: attachment; filename=\"list.csv\"\r\n\r\nNinety reams,5\r\n--b--\r\n"
        .as_bytes()
        .to_vec()
}

/// A picture of two halves, the left one red.
pub fn picture(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let pixels = RgbImage::from_fn(width, height, |x, _| match x < width / 2 {
        true => Rgb([200, 30, 30]),
        false => Rgb([30, 30, 200]),
    });
    let mut out = Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(pixels)
        .write_to(&mut out, format)
        .unwrap();
    out.into_inner()
}

/// The same as a camera writes it that was held upright: lying on its side, and saying so.
pub fn turned(width: u32, height: u32) -> Vec<u8> {
    let plain = picture(width, height, ImageFormat::Jpeg);
    let mut said = b"Exif\0\0II*\0\x08\0\0\0\x01\0".to_vec();
    // Orientation: turn it a quarter to the right.
    said.extend([0x12, 0x01, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0]);
    let length = u16::try_from(said.len() + 2).unwrap().to_be_bytes();
    [&plain[..2], &[0xff, 0xe1], &length, &said, &plain[2..]].concat()
}

/// A PNG that says it has so many pixels, and holds none of them.
pub fn huge_png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = picture(4, 4, ImageFormat::Png);
    bytes[16..20].copy_from_slice(&width.to_be_bytes());
    bytes[20..24].copy_from_slice(&height.to_be_bytes());
    let mut sum = flate2::Crc::new();
    sum.update(&bytes[12..29]);
    bytes[29..33].copy_from_slice(&sum.sum().to_be_bytes());
    bytes
}

/// Numbers that look like chance and are the same each time.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Dice {
        Dice(seed | 1)
    }

    pub fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % most.max(1) as u64) as usize
    }
}

/// What becomes of a file on a bad disk, or in the hands of somebody who means harm.
pub fn spoiled(bytes: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut out = bytes.to_vec();
    match dice.below(4) {
        0 => out.truncate(dice.below(bytes.len())),
        1 => {
            let from = dice.below(out.len());
            let to = (from + 1 + dice.below(200)).min(out.len());
            let piece = out[from..to].to_vec();
            let at = dice.below(out.len());
            out.splice(
                at..at,
                piece
                    .iter()
                    .cycle()
                    .take(piece.len() * (1 + dice.below(20)))
                    .copied(),
            );
        }
        2 => {
            for _ in 0..=dice.below(8) {
                let at = dice.below(out.len());
                let odd = [0, 0xff, b'<', b'(', 0x80, 0x7f];
                out[at] = odd[dice.below(odd.len())];
            }
        }
        _ => {
            for _ in 0..=(out.len() / 100) {
                let at = dice.below(out.len());
                out[at] = dice.below(256) as u8;
            }
        }
    }
    out
}
