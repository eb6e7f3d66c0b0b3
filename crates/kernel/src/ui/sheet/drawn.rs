//! Pages of marks as the file that is kept: PDF/A-3 (ISO 19005-3), tagged (ISO 14289-1).

use krilla::{
    Document, SerializeSettings,
    color::rgb,
    configure::{Accessibility, Archival, Configuration, ConfigurationBuilder},
    destination::XyzDestination,
    embed::{AssociationKind, EmbeddedFile, MimeType},
    error::KrillaError,
    geom::{PathBuilder, Point, Size, Transform},
    image::Image,
    metadata::{DateTime, Metadata},
    num::NormalizedF32,
    outline::{Outline, OutlineNode},
    page::PageSettings,
    paint::{Fill, Paint, Stroke},
    surface::Surface,
    tagging::{Artifact, ArtifactType, ContentTag, Identifier, SpanTag},
    text::TextDirection,
};

use super::{
    Embedded, Sheet,
    pdf::{Color, DIM, FOOT, HEIGHT, INK, MARGIN, Mark, Placed, RIGHT, RULE, SMALL, Setter, WIDTH},
    tags::Piece,
};
use crate::{
    base::{Error, Moment, Result, language::Language},
    said,
};

fn paint(color: Color) -> Paint {
    let [red, green, blue] = color;
    rgb::Color::new(red, green, blue).into()
}

fn fill(color: Color) -> Fill {
    Fill {
        paint: paint(color),
        opacity: NormalizedF32::ONE,
        rule: Default::default(),
    }
}

/// What a file conforms to.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Conformance {
    /// PDF/A-3a and PDF/UA-1.
    Full,
    /// PDF/A-3b, tagged all the same.
    Basic,
}

impl Conformance {
    fn configuration(self) -> Result<Configuration> {
        let builder = match self {
            Conformance::Full => ConfigurationBuilder::new()
                .with_archival_validator(Archival::A3_A)
                .with_accessibility_validator(Accessibility::UA1),
            Conformance::Basic => {
                ConfigurationBuilder::new().with_archival_validator(Archival::A3_B)
            }
        };
        builder
            .finish()
            .map_err(|_| Error::internal("PDF/A-3 isn't known"))
    }
}

/// What a file says of itself.
pub struct About<'a> {
    pub title: String,
    pub house: &'a str,
    pub at: Moment,
    pub language: Language,
}

impl<'a> About<'a> {
    fn of(sheet: &'a Sheet) -> About<'a> {
        About {
            title: format!("{} {}", sheet.title, sheet.number),
            house: &sheet.house,
            at: sheet.at,
            language: sheet.language,
        }
    }
}

pub fn drawn(set: &Setter, sheet: &Sheet, embedded: Option<&Embedded>) -> Result<Vec<u8>> {
    finished(|conformance| document(set, sheet, embedded, conformance))
}

/// Leaves on which everything that is read is told as what it is.
pub fn leaves(set: &Setter, all: &[(f32, f32, Vec<Placed>)], about: &About<'_>) -> Result<Vec<u8>> {
    finished(|conformance| {
        let mut document = begun(about, conformance)?;
        let mut printed = Vec::new();
        for (width, height, marks) in all {
            let page = (*width, *height, marks.as_slice());
            leaf(&mut document, set, page, None, &mut printed)?;
        }
        ended(&mut document, set, about, printed);
        Ok(document)
    })
}

fn finished(document: impl Fn(Conformance) -> Result<Document>) -> Result<Vec<u8>> {
    match document(Conformance::Full)?.finish() {
        Ok(bytes) => Ok(bytes),
        // A letter of somebody's that can't be told to programs keeps no paper from being printed.
        Err(KrillaError::Validation(_)) => {
            document(Conformance::Basic)?.finish().map_err(unwritten)
        }
        Err(error) => Err(unwritten(error)),
    }
}

fn unwritten(error: KrillaError) -> Error {
    Error::internal(format!("a PDF can't be written: {error}"))
}

fn begun(about: &About<'_>, conformance: Conformance) -> Result<Document> {
    let mut document = Document::new_with(SerializeSettings {
        configuration: conformance.configuration()?,
        enable_tagging: true,
        ..SerializeSettings::default()
    });
    document.set_metadata(metadata(about));
    Ok(document)
}

/// One page, with what stands at its foot beside what it says.
fn leaf(
    document: &mut Document,
    set: &Setter,
    (width, height, marks): (f32, f32, &[Placed]),
    foot: Option<Mark>,
    printed: &mut Vec<(Piece, Identifier)>,
) -> Result<()> {
    let size = PageSettings::from_wh(width, height)
        .ok_or_else(|| Error::internal("a page has no size"))?;
    let mut page = document.start_page_with(size);
    let mut surface = page.surface();
    for (piece, mark) in marks {
        match piece {
            Some(piece) => {
                let tag = match mark {
                    Mark::Text { .. } => ContentTag::Span(SpanTag::empty()),
                    _ => ContentTag::Other,
                };
                printed.push((*piece, surface.start_tagged(tag)));
            }
            None => adorn(&mut surface, ArtifactType::Layout),
        }
        draw(set, &mut surface, mark);
        surface.end_tagged();
    }
    if let Some(mark) = foot {
        adorn(&mut surface, ArtifactType::Footer);
        draw(set, &mut surface, &mark);
        surface.end_tagged();
    }
    surface.finish();
    page.finish();
    Ok(())
}

fn ended(
    document: &mut Document,
    set: &Setter,
    about: &About<'_>,
    printed: Vec<(Piece, Identifier)>,
) {
    // What people wrote may be another language, of which nothing is known.
    document.set_tag_tree(set.tags.tree(printed, about.language.code()));
    let mut outline = Outline::new();
    let top = XyzDestination::new(0, Point::from_xy(0.0, 0.0));
    outline.push_child(OutlineNode::new(about.title.clone(), top));
    document.set_outline(outline);
}

fn document(
    set: &Setter,
    sheet: &Sheet,
    embedded: Option<&Embedded>,
    conformance: Conformance,
) -> Result<Document> {
    let about = About::of(sheet);
    let mut document = begun(&about, conformance)?;
    let all = set.pages.len();
    let mut printed = Vec::new();
    for (n, marks) in set.pages.iter().enumerate() {
        let foot = (all > 1).then(|| {
            let text = said!(
                "paper-page-of",
                title = about.title.as_str(),
                number = (n + 1).to_string(),
                pages = all.to_string()
            );
            Mark::Text {
                x: MARGIN,
                y: HEIGHT - FOOT / 2.0,
                size: SMALL,
                bold: false,
                color: DIM,
                text: set.plain.known(&text),
            }
        });
        let page = (WIDTH, HEIGHT, marks.as_slice());
        leaf(&mut document, set, page, foot, &mut printed)?;
    }
    ended(&mut document, set, &about, printed);
    if let Some(embedded) = embedded {
        let file = EmbeddedFile {
            path: Embedded::NAME.into(),
            mime_type: MimeType::new(Embedded::MEDIA_TYPE),
            description: Some(Embedded::ABOUT.into()),
            association_kind: AssociationKind::Alternative,
            data: embedded.xml.clone().into_bytes().into(),
            modification_date: Some(written(about.at)),
            compress: Some(true),
            location: None,
        };
        document
            .embed_file(file)
            .ok_or_else(|| Error::internal("a file is embedded twice"))?;
    }
    Ok(document)
}

/// What follows is no part of what the sheet says.
fn adorn(surface: &mut Surface<'_>, kind: ArtifactType) {
    surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(kind)));
}

pub fn draw(set: &Setter, surface: &mut Surface<'_>, mark: &Mark) {
    match mark {
        Mark::Text {
            x,
            y,
            size,
            bold,
            color,
            text,
        } => {
            surface.set_stroke(None);
            surface.set_fill(Some(fill(*color)));
            let font = set.face(*bold).font.clone();
            // A line ends with a space, so that its last word and the first of the next are two to whoever reads it aloud.
            let text = format!("{text} ");
            surface.draw_text(
                Point::from_xy(*x, *y),
                font,
                *size,
                &text,
                false,
                TextDirection::Auto,
            );
        }
        Mark::Rule { y } => line(surface, &[(MARGIN, *y), (RIGHT, *y)], RULE, 0.6),
        Mark::Strokes(strokes) => {
            for stroke in strokes {
                line(surface, stroke, INK, 0.9);
            }
        }
        Mark::Picture {
            x,
            y,
            width,
            height,
            picture,
        } => {
            let pixels = picture.pixels.as_ref().clone();
            let image = Image::from_rgba8(pixels, picture.width, picture.height);
            if let Some(size) = Size::from_wh(*width, *height) {
                surface.push_transform(&Transform::from_translate(*x, *y));
                surface.draw_image(image, size);
                surface.pop();
            }
        }
    }
}

/// A line through points.
fn line(surface: &mut Surface<'_>, points: &[(f32, f32)], color: Color, width: f32) {
    let mut path = PathBuilder::new();
    for (n, (x, y)) in points.iter().enumerate() {
        match n {
            0 => path.move_to(*x, *y),
            _ => path.line_to(*x, *y),
        }
    }
    if let Some(path) = path.finish().filter(|_| points.len() > 1) {
        surface.set_fill(None);
        surface.set_stroke(Some(Stroke {
            paint: paint(color),
            width,
            ..Stroke::default()
        }));
        surface.draw_path(&path);
    }
}

fn metadata(about: &About<'_>) -> Metadata {
    Metadata::new()
        .title(about.title.clone())
        .authors(vec![about.house.to_owned()])
        .creator("Atrium".into())
        .language(about.language.code().into())
        .creation_date(written(about.at))
}

/// In UTC, as the file says it.
fn written(at: Moment) -> DateTime {
    let text = at.rfc3339();
    let part =
        |from: usize, to: usize| text.get(from..to).and_then(|part| part.parse::<u16>().ok());
    let small = |from: usize, to: usize| part(from, to).and_then(|n| u8::try_from(n).ok());
    DateTime::new(part(0, 4).unwrap_or(1970))
        .month(small(5, 7).unwrap_or(1))
        .day(small(8, 10).unwrap_or(1))
        .hour(small(11, 13).unwrap_or(0))
        .minute(small(14, 16).unwrap_or(0))
        .second(small(17, 19).unwrap_or(0))
        .utc_offset_hour(0)
        .utc_offset_minute(0)
}
