//! The screen of `audit`: how many requests are right, which mistakes explain how many of the others,
//! each consumer with what it does, and what could not be read.

use super::plot::{Bar, Column, Plot, Time};
use super::{Block, Document, Line, Note, NoteKind, Role};
use crate::audit::line::Outcome;
use crate::audit::shown_time;
use crate::audit::summary::{Consumer, Counts, Group, Place, Summary};
use crate::audit::timeline::{Tally, Timeline};
use crate::lint::time_span;
use crate::mistakes;

/// So many rows of a kind are shown; the JSON has all.
const SHOWN: usize = 10;

/// The whole screen.
#[must_use]
pub fn document(summary: &Summary) -> Document {
    let summary = &summary.settled();
    let mut blocks = vec![title(summary)];
    blocks.push(paragraph(&in_words(&summary.counts)));
    if !summary.complete {
        let read = thousands(summary.counts.read);
        blocks.push(warning(&format!(
            "not all of the log was judged: it ended behind {read} requests; where one record holds \
             one request, --skip {} goes on there",
            summary.counts.read
        )));
    }
    blocks.extend(reasons(summary));
    blocks.extend(over_time(&summary.timeline));
    blocks.extend(consumers(summary));
    blocks.extend(nonces(summary));
    blocks.extend(clocks(summary));
    blocks.extend(unreadable(summary));
    blocks.push(paragraph_of(Role::Quiet, &means(summary)));
    Document { blocks }
}

fn title(summary: &Summary) -> Block {
    let counts = &summary.counts;
    let wrong = counts.wrong();
    let of = thousands(counts.read - counts.not_oauth1 - counts.unreadable);
    let (role, text) = if wrong > 0 {
        let are = if wrong == 1 { "IS" } else { "ARE" };
        let explained = counts.explained;
        let text = if explained == wrong {
            format!(
                "✗ {} OF {of} REQUESTS {are} WRONG, CAUSE PROVEN",
                thousands(wrong)
            )
        } else {
            format!(
                "✗ {} OF {of} REQUESTS {are} WRONG, CAUSE PROVEN FOR {}",
                thousands(wrong),
                thousands(explained)
            )
        };
        (Role::Wrong, text)
    } else if counts.agrees == 0 {
        (
            Role::Warning,
            "? NOT ONE REQUEST COULD BE JUDGED".to_owned(),
        )
    } else if counts.undecided + counts.unreadable > 0 {
        let text = format!(
            "? {} OF {of} REQUESTS ARE RIGHT, THE OTHERS CANNOT BE TOLD",
            thousands(counts.agrees)
        );
        (Role::Warning, text)
    } else {
        (Role::Right, format!("✓ ALL {of} REQUESTS ARE RIGHT"))
    };
    Block::Title(Line::of(role, &text))
}

/// "1,234,567".
fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

fn in_words(counts: &Counts) -> String {
    let parts = [
        (counts.agrees, "right"),
        (counts.refused, "right, but surely refused"),
        (counts.explained, "explained by proven mistakes"),
        (counts.contradicts, "not what was signed"),
        (counts.other_key, "signed with another RSA key"),
        (counts.unexplained, "wrong and not explained"),
        (counts.undecided, "cannot be told"),
        (counts.not_oauth1, "not of OAuth 1.0"),
        (counts.unreadable, "not readable"),
    ];
    let parts: Vec<String> = parts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{} {what}", thousands(*count)))
        .collect();
    if parts.is_empty() {
        return "nothing was read".to_owned();
    }
    format!("{} read: {}", thousands(counts.read), parts.join(", "))
}

/// What a group of requests has in common: "spaces were signed as `+` (enc-space-plus)".
fn reason(group: &Group) -> Line {
    let each = |id: &String| {
        let known = mistakes::by_id(id).map(|mistake| mistake.title);
        let title = known.filter(|title| !title.is_empty()).unwrap_or(id);
        (title.to_owned(), known.is_some().then(|| id.clone()))
    };
    let (titles, ids): (Vec<_>, Vec<_>) = group.what.iter().map(each).unzip();
    let ids: Vec<String> = ids.into_iter().flatten().collect();
    let text = match group.outcome {
        Outcome::Explained => titles.join(", and "),
        Outcome::Refused => format!("surely refused: {}", group.what.join(", ")),
        Outcome::Undecided => format!("cannot be told without: {}", group.what.join(", ")),
        Outcome::Contradicts => "what was sent is not what was signed".to_owned(),
        Outcome::OtherKey => "another RSA key signed".to_owned(),
        _ => "wrong, and not explained".to_owned(),
    };
    let line = Line::plain(&text);
    if ids.is_empty() || group.outcome != Outcome::Explained {
        return line;
    }
    line.and(Role::Quiet, &format!(" ({})", ids.join(", ")))
}

fn role(outcome: Outcome) -> Role {
    if outcome.is_wrong() {
        Role::Wrong
    } else {
        Role::Warning
    }
}

/// The most frequent first; of equal ones, those that are wrong.
fn ordered<'a>(groups: impl Iterator<Item = &'a Group>) -> Vec<&'a Group> {
    let mut groups: Vec<&Group> = groups.collect();
    groups.sort_by(|a, b| (b.count, a.outcome, &a.what).cmp(&(a.count, b.outcome, &b.what)));
    groups
}

fn reasons(summary: &Summary) -> Vec<Block> {
    let groups = ordered(summary.groups.rows.values());
    if groups.is_empty() {
        return Vec::new();
    }
    let bars = groups.iter().take(SHOWN).map(|group| Bar {
        name: reason(group),
        count: group.count,
        role: role(group.outcome),
    });
    let mut blocks = vec![heading("Why"), Block::Plot(Plot::Bars(bars.collect()))];
    blocks.extend(further(groups.len(), "reasons"));
    blocks
}

/// What is not shown.
fn further(all: usize, what: &str) -> Option<Block> {
    let more = all.checked_sub(SHOWN).filter(|more| *more > 0)?;
    let text = format!("and {more} more {what}; --format json has them");
    Some(paragraph_of(Role::Quiet, &text))
}

/// More columns than this are not drawn.
const COLUMNS: u64 = 60;

fn over_time(timeline: &Timeline) -> Vec<Block> {
    let (Some((first, _)), Some((last, _))) = (
        timeline.spans.first_key_value(),
        timeline.spans.last_key_value(),
    ) else {
        return Vec::new();
    };
    if first == last {
        return Vec::new();
    }
    // Spans in which nothing happened are drawn too; some spans make one column where they are many.
    let spans = (last - first) / timeline.width + 1;
    let width = timeline.width.saturating_mul(spans.div_ceil(COLUMNS));
    let count = usize::try_from((last - first) / width + 1).unwrap_or(1);
    let mut tallies = vec![Tally::default(); count];
    for (start, tally) in &timeline.spans {
        let place = usize::try_from((start - first) / width).unwrap_or_default();
        if let Some(sum) = tallies.get_mut(place) {
            crate::audit::bounded::Merge::merge(sum, *tally);
        }
    }
    let columns = tallies.iter().zip(0..).map(|(tally, place)| Column {
        at: shown_time(first + place * width),
        parts: vec![
            (Role::Wrong, tally.wrong),
            (Role::Warning, tally.open),
            (Role::Right, tally.right),
        ],
    });
    let time = Time {
        columns: columns.collect(),
        from: shown_time(*first),
        to: shown_time(*last),
        span: time_span(width),
    };
    vec![heading("Over time"), Block::Plot(Plot::Time(time))]
}

fn consumers(summary: &Summary) -> Vec<Block> {
    let wrong = |consumer: &Consumer| consumer.counts.wrong() + consumer.counts.undecided;
    let mut all: Vec<(&String, &Consumer)> = summary
        .consumers
        .rows
        .iter()
        .filter(|(_, consumer)| wrong(consumer) > 0)
        .collect();
    if all.is_empty() {
        return Vec::new();
    }
    all.sort_by(|a, b| (wrong(b.1), a.0).cmp(&(wrong(a.1), b.0)));
    let mut blocks = vec![heading("Consumers")];
    for (key, consumer) in all.iter().take(SHOWN) {
        blocks.push(Block::Labelled {
            label: Line::of(Role::Name, key),
            blocks: of_consumer(consumer),
        });
    }
    blocks.extend(further(all.len(), "consumers"));
    if summary.consumers.more {
        blocks.push(paragraph_of(
            Role::Quiet,
            &format!(
                "{} consumers are told apart, chosen by chance; --max-consumers tells more apart. The \
                 counts above are of all",
                thousands(summary.consumers.limit as u64)
            ),
        ));
    }
    blocks
}

/// What a consumer does, the most frequent first.
fn of_consumer(consumer: &Consumer) -> Vec<Block> {
    let mut blocks = Vec::new();
    for group in ordered(consumer.groups.rows.values()).into_iter().take(3) {
        let mut line = Line::of(role(group.outcome), &thousands(group.count));
        line = line.and(
            Role::Quiet,
            &format!(" of {}: ", thousands(consumer.counts.read)),
        );
        line.0.extend(reason(group).0);
        line = line.and(Role::Quiet, &since(group));
        blocks.push(Block::Paragraph(line));
        let mut beneath = Vec::new();
        beneath.extend(group.example.as_ref().map(example));
        beneath.extend(fix(group));
        blocks.push(Block::List(beneath));
    }
    blocks
}

/// ", since 2026-11-03 04:10 UTC, okhttp/4.9".
fn since(group: &Group) -> String {
    let times = group.first.map(
        |first| match group.last.filter(|last| last / 60 != first / 60) {
            None => format!(", at {}", shown_time(first)),
            Some(last) => format!(", {} to {}", shown_time(first), shown_time(last)),
        },
    );
    let agent = group.agents.rows.iter().max_by_key(|(_, count)| **count);
    let agent = agent.map(|(agent, _)| format!(", User-Agent {agent}"));
    [times, agent].into_iter().flatten().collect()
}

fn example(place: &Place) -> Line {
    let request = place.says.first().map_or("", String::as_str);
    Line::of(Role::Quiet, "such as ").and(Role::Plain, &format!("{}: {request}", at(place)))
}

/// "line 17", "a.har, entry 3".
fn at(place: &Place) -> String {
    let source = place.source.as_ref();
    let source = source.map(|name| format!("{name}, ")).unwrap_or_default();
    let request = place.request.map(|number| format!(", request {number}"));
    let unit = match (place.line, place.entry) {
        (Some(line), _) => format!("line {line}"),
        (None, Some(entry)) => format!("entry {entry}"),
        (None, None) => "a record".to_owned(),
    };
    format!("{source}{unit}{}", request.unwrap_or_default())
}

fn fix(group: &Group) -> Option<Line> {
    if group.outcome != Outcome::Explained {
        return None;
    }
    let first = group
        .what
        .iter()
        .find_map(|id| mistakes::by_id(id)?.fixes.first())?;
    let language = match first.language {
        "" => String::new(),
        language => format!("{language}: "),
    };
    Some(Line::of(Role::Quiet, "fix ").and(Role::Plain, &format!("{language}{}", first.code)))
}

fn nonces(summary: &Summary) -> Vec<Block> {
    let reused = summary.counts.nonces_reused;
    if reused == 0 {
        return Vec::new();
    }
    let mut rows: Vec<(&String, &Consumer)> = summary.consumers.rows.iter().collect();
    rows.retain(|(_, consumer)| consumer.counts.nonces_reused > 0);
    rows.sort_by_key(|(_, consumer)| std::cmp::Reverse(consumer.counts.nonces_reused));
    let told = rows.iter().take(SHOWN).map(|(key, consumer)| {
        let count = thousands(consumer.counts.nonces_reused);
        let line = Line::of(Role::Name, key).and(Role::Plain, &format!(" {count} times"));
        match consumer.nonces.0.first() {
            Some(place) => {
                let first = place.says.first().map_or("", String::as_str);
                line.and(
                    Role::Quiet,
                    &format!(", such as {} as in {first}", at(place)),
                )
            }
            None => line,
        }
    });
    let text = format!(
        "{} requests carry a nonce that was used before with the same timestamp, consumer and token: a \
         server takes it once",
        thousands(reused)
    );
    vec![warning(&text), Block::List(told.collect())]
}

fn clocks(summary: &Summary) -> Vec<Block> {
    let outliers = summary.counts.clock_outliers;
    if outliers == 0 {
        return Vec::new();
    }
    let mut rows: Vec<(&String, &Consumer)> = summary.consumers.rows.iter().collect();
    rows.retain(|(_, consumer)| consumer.counts.clock_outliers > 0);
    rows.sort_by_key(|(_, consumer)| std::cmp::Reverse(consumer.counts.clock_outliers));
    let told = rows.iter().take(SHOWN).map(|(key, consumer)| {
        let count = thousands(consumer.counts.clock_outliers);
        let off = consumer.clock.map(|(behind, ahead)| {
            let far = |off: i64, side| format!("{} {side}", time_span(off.unsigned_abs()));
            let parts = [
                (behind < 0).then(|| far(behind, "behind")),
                (ahead > 0).then(|| far(ahead, "ahead")),
            ];
            parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
        });
        Line::of(Role::Name, key)
            .and(Role::Plain, &format!(" {count} requests"))
            .and(Role::Quiet, &format!(", up to {}", off.unwrap_or_default()))
    });
    let text = format!(
        "{} timestamps lie more than five minutes from the time of their record",
        thousands(outliers)
    );
    vec![warning(&text), Block::List(told.collect())]
}

fn unreadable(summary: &Summary) -> Vec<Block> {
    let count = summary.counts.unreadable;
    if count == 0 {
        return Vec::new();
    }
    let told = summary.unreadable.0.iter().take(SHOWN).map(|place| {
        let why = place.says.first().map_or("", String::as_str);
        Line::plain(&format!("{}: {why}", at(place)))
    });
    let text = match count {
        1 => "one record could not be read".to_owned(),
        _ => format!("{} records could not be read", thousands(count)),
    };
    vec![warning(&text), Block::List(told.collect())]
}

fn means(summary: &Summary) -> String {
    let by = summary.by;
    let parts = [
        (by.verifying, "by computing the right signature"),
        (by.learning, "by what the consumer was found to do before"),
        (by.judging, "by judging the case"),
        (
            by.judging_shortly,
            "by a short search, as one like it was not explained",
        ),
    ];
    let parts: Vec<String> = parts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, how)| format!("{} {how}", thousands(*count)))
        .collect();
    if parts.is_empty() {
        return "no request was judged".to_owned();
    }
    format!("judged: {}", parts.join(", "))
}

fn heading(text: &str) -> Block {
    Block::Title(Line::of(Role::Heading, text))
}

fn paragraph(text: &str) -> Block {
    paragraph_of(Role::Plain, text)
}

fn paragraph_of(role: Role, text: &str) -> Block {
    Block::Paragraph(Line::of(role, text))
}

fn warning(text: &str) -> Block {
    Block::Note(Note {
        kind: NoteKind::Warning,
        text: Line::plain(text),
    })
}
