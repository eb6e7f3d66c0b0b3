//! Pages of marks as the file that is kept: PDF/A-3b (ISO 19005-3).

use krilla::{
    Document, SerializeSettings,
    color::rgb,
    configure::{Archival, ConfigurationBuilder},
    geom::{PathBuilder, Point},
    metadata::{DateTime, Metadata},
    num::NormalizedF32,
    page::PageSettings,
    paint::{Fill, Paint, Stroke},
    surface::Surface,
    text::TextDirection,
};

use super::{
    Sheet,
    pdf::{Color, DIM, FOOT, HEIGHT, INK, MARGIN, Mark, RIGHT, RULE, SMALL, Setter, WIDTH},
};
use crate::base::{Error, Result};

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

pub fn drawn(set: &Setter, sheet: &Sheet) -> Result<Vec<u8>> {
    let archival = ConfigurationBuilder::new()
        .with_archival_validator(Archival::A3_B)
        .finish()
        .map_err(|_| Error::internal("PDF/A-3b isn't known"))?;
    let mut document = Document::new_with(SerializeSettings {
        configuration: archival,
        enable_tagging: false,
        ..SerializeSettings::default()
    });
    document.set_metadata(metadata(sheet));
    let all = set.pages.len();
    for (n, marks) in set.pages.iter().enumerate() {
        let size = PageSettings::from_wh(WIDTH, HEIGHT)
            .ok_or_else(|| Error::internal("a page has no size"))?;
        let mut page = document.start_page_with(size);
        let mut surface = page.surface();
        for mark in marks {
            draw(set, &mut surface, mark);
        }
        if all > 1 {
            let text = format!("{} {}, page {} of {all}", sheet.title, sheet.number, n + 1);
            let mark = Mark::Text {
                x: MARGIN,
                y: HEIGHT - FOOT / 2.0,
                size: SMALL,
                bold: false,
                color: DIM,
                text: set.plain.known(&text),
            };
            draw(set, &mut surface, &mark);
        }
        surface.finish();
        page.finish();
    }
    document
        .finish()
        .map_err(|error| Error::internal(format!("a PDF can't be written: {error}")))
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
            surface.draw_text(
                Point::from_xy(*x, *y),
                font,
                *size,
                text,
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

fn metadata(sheet: &Sheet) -> Metadata {
    Metadata::new()
        .title(format!("{} {}", sheet.title, sheet.number))
        .authors(vec![sheet.house.clone()])
        .creator("Atrium".into())
        .language("en".into())
        .creation_date(written(sheet))
}

/// In UTC, as the file says it.
fn written(sheet: &Sheet) -> DateTime {
    let text = sheet.at.rfc3339();
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
