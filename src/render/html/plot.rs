//! Plots as inline SVG. Colours are the style sheet's, by class; every value is a text too.

use maud::{Markup, html};

use super::class;
use crate::screen::Role;
use crate::screen::plot::{Bar, Plot, Time, said};

/// Units of the drawing, which the page scales.
const WIDTH: u64 = 720;
/// The height of a bar with its gap.
const ROW: u64 = 30;
/// Where bars begin, under their names.
const BAR: u64 = 10;
/// The height of the columns.
const HEIGHT: u64 = 140;

pub(super) fn render(plot: &Plot) -> Markup {
    match plot {
        Plot::Bars(bars) => self::bars(bars),
        Plot::Time(time) => self::time(time),
    }
}

fn scaled(count: u64, most: u64, size: u64) -> u64 {
    if count == 0 || most == 0 {
        return 0;
    }
    let scaled = u128::from(count) * u128::from(size) / u128::from(most);
    u64::try_from(scaled).unwrap_or(size).max(1)
}

fn bars(bars: &[Bar]) -> Markup {
    let most = bars.iter().map(|bar| bar.count).max().unwrap_or_default();
    let height = ROW * bars.len() as u64;
    html! {
        svg.plot role="img" viewBox=(format!("0 0 {WIDTH} {height}")) {
            @for (bar, place) in bars.iter().zip(0..) {
                @let top = place * ROW;
                text x="0" y=(top + 14) { (bar.name.text()) }
                text.count x=(WIDTH) y=(top + 14) text-anchor="end" { (bar.count) }
                rect.(class(bar.role)) x="0" y=(top + 19) height=(ROW - 20 - BAR / 2) width=(scaled(bar.count, most, WIDTH)) {}
            }
        }
    }
}

fn time(time: &Time) -> Markup {
    let sum = |parts: &[(Role, u64)]| parts.iter().map(|(_, count)| count).sum::<u64>();
    let most = time.columns.iter().map(|column| sum(&column.parts)).max();
    let most = most.unwrap_or_default();
    let count = (time.columns.len() as u64).max(1);
    // Hundredths of a unit, so that many columns are even.
    let at = |place: u64| {
        format!(
            "{}.{:02}",
            place * WIDTH / count,
            place * WIDTH * 100 / count % 100
        )
    };
    let width = format!("{}.{:02}", WIDTH * 9 / 10 / count, WIDTH * 90 / count % 100);
    html! {
        svg.plot role="img" viewBox=(format!("0 0 {WIDTH} {}", HEIGHT + 24)) {
            text.count x=(WIDTH) y="12" text-anchor="end" { (format!("at most {most} in {}", time.span)) }
            @for (column, place) in time.columns.iter().zip(0..) {
                @let heights = stacked(&column.parts, most);
                g {
                    title { (column.at) ": " (said(&column.parts)) }
                    @for (role, top, tall) in heights {
                        rect.(class(role)) x=(at(place)) y=(top) width=(width) height=(tall) {}
                    }
                }
            }
            text x="0" y=(HEIGHT + 20) { (time.from) }
            text x=(WIDTH) y=(HEIGHT + 20) text-anchor="end" { (time.to) }
        }
    }
}

/// The parts of a column: where each begins from the top, and how tall it is.
fn stacked(parts: &[(Role, u64)], most: u64) -> Vec<(Role, u64, u64)> {
    let mut bottom = HEIGHT;
    let mut found = Vec::new();
    for (role, count) in parts.iter().filter(|(_, count)| *count > 0) {
        let tall = scaled(*count, most, HEIGHT - 20).min(bottom);
        bottom -= tall;
        found.push((*role, bottom, tall));
    }
    found
}
