//! The picture of a base string: rows under each other, every escape with its history, which is
//! shown at the foot of the window on hover and on focus, by CSS alone.

use maud::{Markup, html};

use super::class;
use crate::screen::picture::{Cell, History, Picture, PictureLine, Unit, legend};

/// The picture with its legend.
pub(super) fn render(picture: &Picture) -> Markup {
    html! {
        @if let Some(title) = picture.title { h2 { (title) } }
        p.aside { (super::line(&legend())) }
        div.picture {
            div.strip tabindex="0" role="group" aria-label="signature base string, a line for each parameter" {
                ol {
                    @for line in &picture.lines { (self::line(line, picture.two)) }
                }
            }
        }
    }
}

fn line(line: &PictureLine, two: bool) -> Markup {
    let parted = two && line.is_parted();
    html! {
        li.parted[parted] {
            @if parted {
                span.row {
                    span.label { "right" }
                    @for cell in &line.cells { (self::cell(cell, &cell.right, "in-right")) }
                }
                span.row {
                    span.label { "signed" }
                    @for cell in &line.cells { (self::cell(cell, &cell.signed, "in-signed")) }
                }
            } @else {
                span.row {
                    @if two { span.label { "both" } }
                    @for cell in &line.cells { (units(&cell.right)) }
                }
            }
        }
    }
}

fn cell(cell: &Cell, shown: &[Unit], side: &str) -> Markup {
    let (right, signed) = (width(&cell.right), width(&cell.signed));
    let pad = " ".repeat(right.max(signed) - width(shown));
    html! {
        @if cell.parted {
            @if !shown.is_empty() { span.differs.(side) { (units(shown)) } }
        } @else {
            (units(shown))
        }
        @if !pad.is_empty() { span.pad { (pad) } }
    }
}

fn width(units: &[Unit]) -> usize {
    units
        .iter()
        .map(|unit| unit.text.text().chars().count())
        .sum()
}

fn units(units: &[Unit]) -> Markup {
    html! {
        @for unit in units {
            @match &unit.history {
                None => (super::span(&unit.text)),
                Some(history) => span.unit.(class(unit.text.role())) tabindex="0" {
                    (unit.text.text()) (tip(history))
                },
            }
        }
    }
}

fn tip(history: &History) -> Markup {
    html! {
        span.tip role="note" {
            span.of { (history.of.text()) }
            @for (layer, text) in &history.steps {
                span.step { b { (layer) } code { (text.text()) } }
            }
        }
    }
}
