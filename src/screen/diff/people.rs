//! Who makes a mistake, who does not, and how to mend it in the language that the client speaks.

use bstr::ByteSlice as _;

use super::Detail;
use crate::diagnose::explain::{Cause, Explanation, RuledOut};
use crate::mistakes::Fix;
use crate::report::Report;
use crate::screen::{Block, Line, Role};

/// The first word of a profile's name, how people write it, and the language of its fixes.
const LANGUAGES: &[(&str, &str, &[&str])] = &[
    ("java", "Java", &["Java", "Kotlin", "Scala"]),
    ("js", "JavaScript", &["JavaScript", "JS", "TypeScript"]),
    ("php", "PHP", &["PHP"]),
    ("python", "Python", &["Python"]),
    ("python2", "Python 2", &["Python 2", "Python"]),
    ("ruby", "Ruby", &["Ruby"]),
    ("go", "Go", &["Go"]),
    ("dotnet", ".NET", &["C#", ".NET"]),
    ("perl", "Perl", &["Perl"]),
    ("objc", "Objective-C", &["Objective-C"]),
    ("swift", "Swift", &["Swift"]),
    ("apex", "Apex", &["Apex"]),
    ("vba", "VBA", &["VBA"]),
    ("tcl", "Tcl", &["Tcl"]),
    ("dart", "Dart", &["Dart"]),
    ("c", "C", &["C"]),
    ("delphi", "Delphi", &["Delphi"]),
    ("apps", "Apps", &["JavaScript", "JS"]),
];

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

/// What a `User-Agent` tells of the language.
const AGENTS: &[(&str, &str)] = &[
    ("python", "python"),
    ("okhttp", "java"),
    ("java/", "java"),
    ("apache-httpclient", "java"),
    ("scribe", "java"),
    ("signpost", "java"),
    ("guzzle", "php"),
    ("php", "php"),
    ("wordpress", "php"),
    ("axios", "js"),
    ("node", "js"),
    ("undici", "js"),
    ("got ", "js"),
    ("ruby", "ruby"),
    ("faraday", "ruby"),
    ("go-http-client", "go"),
    ("restsharp", "dotnet"),
    (".net", "dotnet"),
    ("perl", "perl"),
    ("lwp", "perl"),
    ("cfnetwork", "swift"),
    ("dart", "dart"),
    ("sfdc", "apex"),
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
        blocks.push(said("matches exactly", &listed(&names, 4)));
    }
    let who = encoders(&explanation.encoders);
    if !who.is_empty() {
        blocks.push(said("who does this", &listed(&who, 5)));
    } else if explanation.libraries.is_empty() {
        let who: Vec<String> = explanation
            .causes
            .iter()
            .filter_map(|cause| cause.mistake)
            .flat_map(|mistake| mistake.who)
            .map(|name| (*name).to_owned())
            .collect();
        if !who.is_empty() {
            blocks.push(said("who does this", &listed(&who, 4)));
        }
    }
    if detail == Detail::Full
        && !explanation.encoders.is_empty()
        && !explanation.encoders_ruled_out.is_empty()
    {
        blocks.push(said(
            "not these",
            &ruled_out(&explanation.encoders_ruled_out),
        ));
    }
    blocks.extend(alike(explanation, detail));
    blocks
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
        label: Line::of(Role::Heading, "same bytes here"),
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
    let known = LANGUAGES.iter().find(|(word, ..)| *word == first);
    known.map_or_else(
        || name.to_owned(),
        |(_, shown, _)| format!("{shown} {rest}"),
    )
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

/// How a cause is mended: the languages that the client may be written in, three at most.
pub(super) fn fixes(report: &Report, explanation: &Explanation, cause: &Cause) -> Vec<Block> {
    let Some(mistake) = cause.mistake else {
        return Vec::new();
    };
    let wanted = languages(report, explanation);
    let place = |fix: &Fix| {
        let known = wanted
            .iter()
            .position(|languages| languages.contains(&fix.language));
        known.unwrap_or(wanted.len())
    };
    let mut code: Vec<&Fix> = mistake
        .fixes
        .iter()
        .filter(|fix| !fix.language.is_empty())
        .collect();
    code.sort_by_key(|fix| place(fix));
    // The client's own User-Agent says it: nothing else is of use.
    let most =
        if spoken_by_client(report).is_some() && code.first().is_some_and(|fix| place(fix) == 0) {
            1
        } else {
            3
        };
    code.truncate(most);
    let mut blocks: Vec<Block> = mistake
        .fixes
        .iter()
        .filter(|fix| fix.language.is_empty() && code.is_empty())
        .map(|fix| Block::Paragraph(Line::plain(fix.code)))
        .collect();
    let mut rows: Vec<Vec<Line>> = Vec::new();
    for fix in code {
        for (index, piece) in broken(fix).into_iter().enumerate() {
            let name = if index == 0 { fix.language } else { "" };
            let piece = if index == 0 {
                piece
            } else {
                format!("  {piece}")
            };
            rows.push(vec![
                Line::of(Role::Name, name),
                Line::of(Role::Command, &piece),
            ]);
        }
    }
    if !rows.is_empty() {
        blocks.push(Block::Table(rows));
    }
    blocks
}

/// The languages that the client may be written in, the likeliest first.
fn languages(report: &Report, explanation: &Explanation) -> Vec<&'static [&'static str]> {
    let mut found: Vec<&'static [&'static str]> = Vec::new();
    let mut push = |word: &str| {
        if let Some((.., languages)) = LANGUAGES.iter().find(|(other, ..)| *other == word)
            && !found.contains(languages)
        {
            found.push(languages);
        }
    };
    if let Some(word) = spoken_by_client(report) {
        push(word);
    }
    let mut names = explanation.encoders.clone();
    names.sort_by_key(|name| rank(name));
    for name in names {
        push(name.split(' ').next().unwrap_or_default());
    }
    found
}

fn spoken_by_client(report: &Report) -> Option<&'static str> {
    let agent = report.request.header("user-agent")?.value.bytes();
    let agent = agent.to_str_lossy().to_ascii_lowercase();
    AGENTS
        .iter()
        .find(|(mark, _)| agent.contains(mark))
        .map(|(_, word)| *word)
}

/// Columns of a line of code; a longer one is broken where its language allows it.
const CODE: usize = 58;

/// A long chain of calls, broken before its dots: still code that can be pasted.
fn broken(fix: &Fix) -> Vec<String> {
    let chains = ["Java", "JavaScript", "JS", "C#", "Apex", "Swift", "Kotlin"];
    if fix.code.len() <= CODE || !chains.contains(&fix.language) {
        return vec![fix.code.to_owned()];
    }
    let mut lines = vec![String::new()];
    let mut depth = 0_usize;
    let mut quote = None;
    for (at, character) in fix.code.char_indices() {
        match (quote, character) {
            (Some(open), _) if open == character => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'' | '`') => quote = Some(character),
            (None, '(' | '[' | '{') => depth += 1,
            (None, ')' | ']' | '}') => depth = depth.saturating_sub(1),
            (None, '.') if depth == 0 && fix.code[..at].ends_with(')') => {
                // The whole call belongs on one line with its dot.
                let line = lines.last().map_or(0, String::len);
                let call = fix.code[at..]
                    .find(").")
                    .map_or(fix.code.len() - at, |end| end + 1);
                if line + call > CODE {
                    lines.push(String::new());
                }
            }
            _ => {}
        }
        if let Some(line) = lines.last_mut() {
            line.push(character);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mistakes::fix;

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

    #[test]
    fn a_chain_of_calls_is_broken_before_its_dots() {
        let java = fix(
            "Java",
            r#"URLEncoder.encode(s, UTF_8).replace("+", "%20").replace("*", "%2A").replace("%7E", "~")"#,
        );
        assert_eq!(
            broken(&java),
            [
                r#"URLEncoder.encode(s, UTF_8).replace("+", "%20")"#,
                r#".replace("*", "%2A").replace("%7E", "~")"#
            ]
        );
        let python = fix(
            "Python",
            "urllib.parse.quote(a_very_long_name_of_a_variable_indeed, safe='~')",
        );
        assert_eq!(broken(&python), [python.code]);
    }
}
