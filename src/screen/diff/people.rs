//! Who makes a mistake, who does not, and how to mend it in the language that the client speaks.

use unicode_width::UnicodeWidthStr;

use super::Detail;
use crate::diagnose::explain::{Cause, Explanation, RuledOut};
use crate::language::{LANGUAGES, by_name};
use crate::mistakes::Fix;
use crate::report::Report;
use crate::screen::{Block, Line, Role, code};

/// The encoders that most clients use, so the likeliest are named first.
const WELL_KNOWN: &[&str] = &[
    "java URLEncoder",
    "php urlencode",
    "python quote_plus",
    "js encodeURIComponent",
    "go url.QueryEscape",
    "php rawurlencode",
    "python quote",
    "dotnet HttpUtility.UrlEncode",
    "ruby CGI.escape",
    "js URLSearchParams",
    "dotnet Uri.EscapeDataString",
    "perl uri_escape",
    "js encodeURI",
    "js escape",
];

/// The blocks that say who does it and who does not.
pub(super) fn culprits(explanation: &Explanation, detail: Detail) -> Vec<Block> {
    let mut blocks = Vec::new();
    if !explanation.libraries.is_empty() {
        let names: Vec<String> = explanation
            .libraries
            .iter()
            .map(|name| (*name).to_owned())
            .collect();
        blocks.push(said("matches exactly", &listed(&names, most(detail))));
    }
    let who = encoders(&explanation.encoders);
    if !who.is_empty() {
        blocks.push(said("who does this", &listed(&who, most(detail))));
    } else if explanation.libraries.is_empty() {
        let who: Vec<String> = explanation
            .causes
            .iter()
            .filter_map(|cause| cause.mistake)
            .flat_map(|mistake| mistake.who)
            .map(|name| (*name).to_owned())
            .collect();
        if !who.is_empty() {
            blocks.push(said("who does this", &listed(&who, most(detail))));
        }
    }
    if detail.is_whole()
        && !explanation.encoders.is_empty()
        && !explanation.encoders_ruled_out.is_empty()
    {
        blocks.push(said(
            "ruled out",
            &ruled_out(&explanation.encoders_ruled_out),
        ));
    }
    blocks.extend(alike(explanation, detail));
    blocks
}

/// How many are named: as many as stand in one line, or more of them.
const fn most(detail: Detail) -> usize {
    match detail {
        Detail::Short | Detail::Live => 2,
        Detail::Full | Detail::Page => 5,
    }
}

/// Mistakes that make the same bytes in this request: what each is, since one of them may be what
/// the reader knows of.
fn alike(explanation: &Explanation, detail: Detail) -> Option<Block> {
    const MOST: usize = 3;
    let equals = &explanation.equals;
    if detail == Detail::Short {
        let ids: Vec<String> = equals.iter().map(|one| one.id.to_owned()).collect();
        return (!ids.is_empty()).then(|| said("could also be", &listed(&ids, 2)));
    }
    let mut points: Vec<Line> = equals
        .iter()
        .take(MOST)
        .map(|one| Line::plain(&one.title).and(Role::Quiet, &format!(" ({})", one.id)))
        .collect();
    if let Some(rest) = equals.get(MOST..).filter(|rest| !rest.is_empty()) {
        let rest: Vec<String> = rest.iter().map(|one| one.id.to_owned()).collect();
        points.push(Line::of(Role::Quiet, &listed(&rest, 2)));
    }
    (!points.is_empty()).then(|| Block::Labelled {
        label: Line::of(Role::Heading, "could also be"),
        blocks: vec![Block::List(points)],
    })
}

fn said(label: &str, text: &str) -> Block {
    Block::Labelled {
        label: Line::of(Role::Heading, label),
        blocks: vec![Block::Paragraph(Line::plain(text))],
    }
}

/// Consistent encoders: the plain ones, the well-known first. A variant (`java URLEncoder
/// ISO-8859-1`) says nothing more where the plain one fits as well.
fn encoders(names: &[&'static str]) -> Vec<String> {
    let is_variant = |name: &str| {
        names.iter().any(|plain| {
            name.strip_prefix(plain)
                .is_some_and(|rest| rest.starts_with([' ', '(']))
        }) || name
            .strip_prefix("python2 ")
            .is_some_and(|rest| names.contains(&format!("python {rest}").as_str()))
    };
    let mut plain: Vec<&str> = names
        .iter()
        .copied()
        .filter(|name| !is_variant(name))
        .collect();
    plain.sort_by_key(|name| rank(name));
    plain.into_iter().map(spoken).collect()
}

fn rank(name: &str) -> usize {
    let known = WELL_KNOWN.iter().position(|other| *other == name);
    known.unwrap_or(WELL_KNOWN.len())
}

/// `java URLEncoder` as people write it.
fn spoken(name: &str) -> String {
    let (first, rest) = name.split_once(' ').unwrap_or((name, ""));
    match first {
        // As people write it of an encoder.
        "dotnet" => format!(".NET {rest}"),
        "apps" => name.to_owned(),
        _ => by_name(first).map_or_else(
            || name.to_owned(),
            |language| format!("{} {rest}", language.name),
        ),
    }
}

/// The well-known ones that it was not, those with one reason together.
fn ruled_out(all: &[RuledOut]) -> String {
    let mut known: Vec<&RuledOut> = all
        .iter()
        .filter(|one| WELL_KNOWN.contains(&one.name))
        .collect();
    known.sort_by_key(|one| rank(one.name));
    known.truncate(3);
    if known.is_empty() {
        known.extend(all.first());
    }
    let mut groups: Vec<(&str, Vec<String>)> = Vec::new();
    for one in &known {
        match groups.iter_mut().find(|(reason, _)| *reason == one.reason) {
            Some((_, names)) => names.push(spoken(one.name)),
            None => groups.push((&one.reason, vec![spoken(one.name)])),
        }
    }
    let texts: Vec<String> = groups
        .into_iter()
        .map(|(reason, names)| {
            let reason = match (names.len(), reason.split_once(' ')) {
                (2.., Some(("writes", rest))) => format!("write {rest}"),
                (2.., Some(("leaves", rest))) => format!("leave {rest}"),
                _ => reason.to_owned(),
            };
            format!("{} ({reason})", names.join(", "))
        })
        .collect();
    let more = match all.len() - known.len() {
        0 => String::new(),
        more => format!(", and {more} more"),
    };
    texts.join(", ") + &more
}

/// The first of a list, and how many more there are.
pub(super) fn listed(all: &[String], most: usize) -> String {
    let shown = all
        .iter()
        .take(most)
        .cloned()
        .collect::<Vec<_>>()
        .join(", ");
    match all.len().saturating_sub(most) {
        0 => shown,
        more => format!("{shown}, and {more} more"),
    }
}

/// How a cause is mended: in the client's language where it is known, else in the three that it is
/// likeliest written in, as far as they fit.
pub(super) fn fixes(
    report: &Report,
    explanation: &Explanation,
    cause: &Cause,
    detail: Detail,
) -> Vec<Block> {
    let Some(mistake) = cause.mistake else {
        return Vec::new();
    };
    let wanted = languages(report, explanation);
    let place = |fix: &Fix| {
        wanted
            .iter()
            .position(|name| *name == fix.language)
            .unwrap_or(wanted.len())
    };
    let mut code: Vec<&Fix> = mistake.mends().collect();
    let is_known = |fix: &Fix| {
        report
            .language
            .is_some_and(|language| language.fixes.contains(&fix.language))
    };
    let is_own = |fix: &Fix| mistake.fixes.contains(fix);
    code.sort_by_key(|fix| (!is_known(fix), !is_own(fix), place(fix)));
    let known = code.first().is_some_and(|fix| is_known(fix));
    let most = if known { 1 } else { 3 };
    let words: Vec<Block> = mistake
        .fixes
        .iter()
        .filter(|fix| fix.language.is_empty() && code.is_empty())
        .map(|fix| Block::Paragraph(Line::plain(fix.code)))
        .collect();
    let mut rows: Vec<Vec<Line>> = Vec::new();
    let several = explanation.causes.len() > 1;
    let mut left = if several && !detail.is_whole() {
        ROWS_OF_SEVERAL
    } else {
        ROWS
    };
    let mut shown = 0;
    for fix in code {
        let more = code::rows(fix);
        let needed = on_a_terminal(&more);
        if rows.is_empty() || (shown < most && needed <= left) {
            rows.extend(more);
            left = left.saturating_sub(needed);
            shown += 1;
        }
    }
    let table = (!rows.is_empty()).then_some(Block::Table(rows));
    words.into_iter().chain(table).collect()
}

/// Rows of a terminal that code takes below a cause at most, unless the first mend alone is longer.
const ROWS: usize = 4;
/// The same on one screen, below each of several causes.
const ROWS_OF_SEVERAL: usize = 2;

/// The rows that lines of code take beside their label where a terminal of 80 columns breaks them.
fn on_a_terminal(rows: &[Vec<Line>]) -> usize {
    const LABEL: usize = 19;
    const LANGUAGE: usize = 12;
    let code = |row: &[Line]| row.last().map_or(0, |line| line.text().width());
    rows.iter()
        .map(|row| (LABEL + LANGUAGE + code(row)).div_ceil(80))
        .sum()
}

/// The names of the languages that the client may be written in, the likeliest first.
fn languages(report: &Report, explanation: &Explanation) -> Vec<&'static str> {
    let mut names = explanation.encoders.clone();
    names.sort_by_key(|name| rank(name));
    let of_encoders = names
        .into_iter()
        .filter_map(|name| by_name(name.split(' ').next().unwrap_or_default()));
    let likely = report.language.into_iter().chain(of_encoders);
    likely
        .chain(LANGUAGES)
        .flat_map(|language| language.fixes)
        .copied()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_names_come_first_and_variants_go() {
        let names = [
            "python2 quote_plus",
            "java URLEncoder ISO-8859-1",
            "tcl http::quoteString",
            "python quote_plus",
            "java URLEncoder",
        ];
        assert_eq!(
            encoders(&names),
            [
                "Java URLEncoder",
                "Python quote_plus",
                "Tcl http::quoteString"
            ]
        );
        assert_eq!(
            encoders(&["java URLEncoder ISO-8859-1"]),
            ["Java URLEncoder ISO-8859-1"]
        );
    }

    #[test]
    fn encoders_with_one_reason_stand_together() {
        let out = |name, reason: &str| RuledOut {
            name,
            reason: reason.to_owned(),
        };
        let all = [
            out("js encodeURIComponent", "writes %20 for a space"),
            out("php rawurlencode", "writes %20 for a space"),
            out("dotnet HttpUtility.UrlEncode", "writes %2b for `+`"),
            out("c curl_easy_escape", "writes %20 for a space"),
        ];
        assert_eq!(
            ruled_out(&all),
            "JavaScript encodeURIComponent, PHP rawurlencode (write %20 for a space), \
             .NET HttpUtility.UrlEncode (writes %2b for `+`), and 1 more"
        );
    }
}
