//! What a library, an encoder or a buggy client would make of a request.
//!
//! A name is that of a mistake (`key-token-secret-missing`), of an encoder (`java-urlencoder`) or of a
//! library (`oauth-1.0a`). Behind a colon stands which instance is meant, where there are several:
//! `param-omitted:status`. The first word of a mistake's id, its stage, may be left out where that
//! leaves no doubt: `token-secret-missing`. All of them are edits of the one recipe, so that they can be combined.

use crate::credentials::Credentials;
use crate::error::Error;
use crate::mistakes::{self, Facts, Instance, Mistake};
use crate::names::{near, slug};
use crate::pipeline::decode::parameters;
use crate::pipeline::{Trace, declared_algorithm, trace};
use crate::recipe::{Edit, Recipe};
use crate::request::Request;

/// What is emulated.
#[derive(Clone, Debug)]
pub struct Emulation {
    /// Each name that was given, with what it amounts to here.
    pub parts: Vec<Part>,
    /// All of them together.
    pub recipe: Recipe,
    /// What the request becomes under it.
    pub trace: Trace,
    /// The stages that came out otherwise than the right ones. Not to be read off the texts: two
    /// masked secrets look alike.
    pub parted: Vec<&'static str>,
}

/// One name, with what it amounts to in this request.
#[derive(Clone, Debug)]
pub struct Part {
    /// Its id: the name in kebab-case.
    pub id: String,
    /// What kind of thing it names.
    pub kind: Kind,
    /// What it does.
    pub title: String,
    /// Which instance; may be empty.
    pub detail: String,
    /// Its edits.
    pub edits: Vec<Edit>,
    /// Whether it changes anything in this request.
    pub changes: bool,
}

/// What kind of thing a name names.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Kind {
    /// An entry of the catalogue.
    Mistake,
    /// A real encoder.
    Encoder,
    /// A real library.
    Library,
}

impl Kind {
    /// The name in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Mistake => "mistake",
            Self::Encoder => "encoder",
            Self::Library => "library",
        }
    }
}

/// Everything that can be named, each with its id.
enum Named {
    Mistake(&'static Mistake),
    Encoder(&'static mistakes::EncoderProfile),
    Library(&'static mistakes::LibraryProfile),
}

/// Every id that [`emulate`] knows: mistakes that recomputing can show, encoders, libraries.
#[must_use]
pub fn ids() -> Vec<String> {
    let mistakes = mistakes::all().filter(|mistake| mistake.edits.is_provable());
    let encoders = mistakes::ENCODERS.iter();
    let libraries = mistakes::LIBRARIES.iter();
    mistakes
        .map(|mistake| mistake.id.to_owned())
        .chain(encoders.map(|encoder| slug(encoder.name)))
        .chain(libraries.map(|library| library_id(library.name)))
        .collect()
}

/// A library's name without its registry where no other has that name: `oauth-1.0a`.
fn library_id(name: &str) -> String {
    let short = without_registry(name);
    let others = mistakes::LIBRARIES.iter();
    if others
        .filter(|other| without_registry(other.name) == short)
        .count()
        > 1
    {
        return slug(name);
    }
    short
}

fn without_registry(name: &str) -> String {
    slug(name.split(" (").next().unwrap_or(name))
}

/// Emulates those names together, on top of `base`, which is RFC 5849 or a provider's own rules.
///
/// # Errors
/// When a name is unknown or cannot be emulated, an instance is not one of this request, two names
/// exclude each other, or the URL gives no base string URI.
pub fn emulate(
    request: &Request,
    credentials: &Credentials,
    base: &Recipe,
    names: &[String],
) -> Result<Emulation, Error> {
    let parameters = parameters(request);
    let facts = Facts {
        request,
        parameters: &parameters,
        credentials,
        algorithm: declared_algorithm(&parameters).0,
    };
    let right = trace(request, credentials, base)?;
    let changes = |edits: &[Edit]| {
        let mut recipe = base.clone();
        for edit in edits {
            recipe.set(edit);
        }
        trace(request, credentials, &recipe).is_ok_and(|made| differs(&right, &made))
    };
    let mut parts: Vec<Part> = Vec::new();
    for typed in names {
        let part = part(typed, &parts, &facts, &changes)?;
        parts.push(part);
    }
    let mut recipe = base.clone();
    for part in &parts {
        part.edits.iter().for_each(|edit| recipe.set(edit));
    }
    let trace = trace(request, credentials, &recipe)?;
    Ok(Emulation {
        parts,
        recipe,
        parted: parted(&right, &trace),
        trace,
    })
}

/// The stages at which the two part, by the ids that the screen has for them.
fn parted(right: &Trace, other: &Trace) -> Vec<&'static str> {
    [
        ("parameters", right.parameters != other.parameters),
        (
            "normalized-parameters",
            right.normalized_parameters.text != other.normalized_parameters.text,
        ),
        (
            "base-string-uri",
            right.base_string_uri != other.base_string_uri,
        ),
        ("method", right.method != other.method),
        (
            "base-string",
            right.base_string.text != other.base_string.text,
        ),
        ("signing-key", right.signing_key != other.signing_key),
        ("signature", right.signature != other.signature),
        (
            "authorization-header",
            right.authorization_header != other.authorization_header,
        ),
    ]
    .into_iter()
    .filter_map(|(id, parts)| parts.then_some(id))
    .collect()
}

/// Whether anything that is signed or sent came out otherwise.
fn differs(right: &Trace, other: &Trace) -> bool {
    right.base_string.text != other.base_string.text
        || right.signing_key != other.signing_key
        || right
            .digest
            .as_ref()
            .map(|digest| digest.as_bytes().to_vec())
            != other
                .digest
                .as_ref()
                .map(|digest| digest.as_bytes().to_vec())
        || right.signature != other.signature
}

fn part(
    typed: &str,
    before: &[Part],
    facts: &Facts<'_>,
    changes: &dyn Fn(&[Edit]) -> bool,
) -> Result<Part, Error> {
    let (name, wanted) = split(typed);
    let (id, kind, title, instances) = match named(name)? {
        Named::Mistake(mistake) => {
            let instances = mistake.edits.instances(facts);
            let title = mistake.title.to_owned();
            if !mistake.edits.is_provable() {
                return Err(
                    Error::new(format!("{} changes no stage: {title}", mistake.id))
                        .in_input("--as")
                        .help(format!(
                            "countersign mistakes {} tells what it is",
                            mistake.id
                        )),
                );
            }
            (mistake.id.to_owned(), Kind::Mistake, title, instances)
        }
        Named::Encoder(encoder) => {
            let mut instances = mistakes::encoder_instances(encoder.edits);
            if let Some(first) = instances.first_mut() {
                "in the parameters".clone_into(&mut first.detail);
            }
            let title = format!("encodes as {} does", encoder.name);
            (slug(encoder.name), Kind::Encoder, title, instances)
        }
        Named::Library(library) => (
            library_id(library.name),
            Kind::Library,
            format!("signs as {} {} does", library.name, library.versions),
            vec![Instance::new("", library.edits.to_vec())],
        ),
    };
    let fits: Vec<Instance> = match wanted {
        None => instances,
        Some(detail) => of_detail(&id, detail, instances)?,
    };
    if fits.is_empty() {
        let problem = format!("{id}: this request has nothing that it applies to");
        return Err(Error::new(problem).in_input("--as"));
    }
    let at = fits.iter().position(|instance| changes(&instance.edits));
    let mut fits = fits;
    let chosen = fits.swap_remove(at.unwrap_or_default());
    if let Some(other) = clashing(&chosen, before) {
        let problem = format!(
            "{} and {id} exclude each other: both decide the same thing",
            other.id
        );
        return Err(Error::new(problem)
            .in_input("--as")
            .help("leave one of them out"));
    }
    Ok(Part {
        changes: at.is_some(),
        id,
        kind,
        title,
        detail: chosen.detail,
        edits: chosen.edits,
    })
}

/// The part before, if any, that sets a leaf of this one to something else.
fn clashing<'a>(instance: &Instance, before: &'a [Part]) -> Option<&'a Part> {
    before.iter().find(|part| {
        part.edits.iter().any(|edit| {
            let mut ours = instance.edits.iter();
            ours.any(|other| other != edit && other.clashes(edit))
        })
    })
}

/// `name:instance`; no known name holds a colon but those of `Net::OAuth` and its kin.
fn split(typed: &str) -> (&str, Option<&str>) {
    if named(typed).is_ok() {
        return (typed, None);
    }
    match typed.split_once(':') {
        Some((name, detail)) => (name, Some(detail)),
        None => (typed, None),
    }
}

/// The instances whose detail is meant by `detail`.
fn of_detail(id: &str, detail: &str, instances: Vec<Instance>) -> Result<Vec<Instance>, Error> {
    let wanted = slug(detail);
    let details: Vec<String> = instances
        .iter()
        .map(|instance| instance.detail.clone())
        .filter(|detail| !detail.is_empty())
        .collect();
    let is = |instance: &Instance| instance.detail == detail || slug(&instance.detail) == wanted;
    let holds =
        |instance: &Instance| !wanted.is_empty() && slug(&instance.detail).contains(&wanted);
    let exact: Vec<Instance> = instances.iter().filter(|one| is(one)).cloned().collect();
    let found = if exact.is_empty() {
        instances.into_iter().filter(holds).collect()
    } else {
        exact
    };
    if !found.is_empty() {
        return Ok(found);
    }
    let help = if details.is_empty() {
        "it has only one".to_owned()
    } else {
        format!("choose from: {}", details.join(", "))
    };
    let problem = format!("{id} has no instance {detail:?} in this request");
    Err(Error::new(problem).in_input("--as").help(help))
}

fn named(name: &str) -> Result<Named, Error> {
    let id = slug(name);
    if let Some(mistake) = mistakes::by_id(&id) {
        return Ok(Named::Mistake(mistake));
    }
    if let Some(encoder) = mistakes::ENCODERS.iter().find(|one| slug(one.name) == id) {
        return Ok(Named::Encoder(encoder));
    }
    if let [mistake] = behind_stage(&id).as_slice() {
        return Ok(Named::Mistake(mistake));
    }
    let libraries = mistakes::LIBRARIES;
    let full = libraries.iter().find(|library| slug(library.name) == id);
    let short: Vec<_> = libraries
        .iter()
        .filter(|library| without_registry(library.name) == id)
        .collect();
    match (full, short.as_slice()) {
        (Some(library), _) => Ok(Named::Library(library)),
        (None, [library]) => Ok(Named::Library(library)),
        (None, []) => Err(unknown(name, &id)),
        (None, several) => {
            let names: Vec<String> = several.iter().map(|one| slug(one.name)).collect();
            Err(
                Error::new(format!("{name:?} names {} libraries", several.len()))
                    .in_input("--as")
                    .help(format!("choose from: {}", names.join(", "))),
            )
        }
    }
}

/// The mistakes with this id behind their stage.
fn behind_stage(rest: &str) -> Vec<&'static Mistake> {
    let is = |mistake: &&Mistake| {
        mistake
            .id
            .split_once('-')
            .is_some_and(|(_, own)| own == rest)
    };
    mistakes::all().filter(is).collect()
}

fn unknown(name: &str, id: &str) -> Error {
    let ids = ids();
    let shorter = mistakes::all().filter_map(|mistake| Some(mistake.id.split_once('-')?.1));
    let shorter = shorter.filter(|rest| behind_stage(rest).len() == 1);
    let near = near(id, ids.iter().map(String::as_str).chain(shorter));
    let lists = "countersign mistakes lists the mistakes";
    let help = if near.is_empty() {
        lists.to_owned()
    } else {
        format!("did you mean {}? {lists}", near.join(", "))
    };
    Error::new(format!("no mistake, encoder or library is called {name:?}"))
        .in_input("--as")
        .help(help)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn emulated(names: &[&str]) -> Result<Emulation, Error> {
        let header = r#"OAuth oauth_consumer_key="k", oauth_token="t", oauth_signature_method="HMAC-SHA1", oauth_timestamp="1", oauth_nonce="n""#;
        let request = Request::get("http://example.com/r?a=b%20c&d=e%2A", header);
        let credentials = Credentials {
            consumer_secret: Some("s".into()),
            token_secret: Some("u".into()),
            ..Credentials::default()
        };
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        emulate(&request, &credentials, &Recipe::default(), &names)
    }

    #[test]
    fn an_encoder_and_a_mistake_are_one_recipe() {
        let made = emulated(&["java URLEncoder", "token-secret-missing"]).unwrap();
        // Java writes a space as `+` and leaves `*`; the base string encodes both once more.
        let text = made.trace.base_string.text.as_slice();
        assert!(
            text.starts_with(b"GET&http%3A%2F%2Fexample.com%2Fr&a%3Db%2Bc%26d%3De%2A%26"),
            "{}",
            String::from_utf8_lossy(text)
        );
        assert_eq!(made.trace.signing_key.unwrap().expose(), b"s&");
        assert!(made.parts.iter().all(|part| part.changes));
    }

    #[test]
    fn every_id_is_a_name_and_names_one_thing() {
        let ids = ids();
        let distinct: HashSet<&String> = ids.iter().collect();
        assert_eq!(distinct.len(), ids.len(), "an id stands for two");
        for id in &ids {
            assert!(named(id).is_ok(), "{id}");
        }
        let library = emulated(&["oauth-1.0a"]).unwrap().parts.remove(0);
        assert_eq!(
            (library.kind, library.id.as_str()),
            (Kind::Library, "oauth-1.0a")
        );
        assert!(emulated(&["Net::OAuth"]).is_ok());
    }

    #[test]
    fn an_instance_is_chosen_by_its_detail() {
        let made = emulated(&["param-omitted:d"]).unwrap();
        assert_eq!(made.parts[0].detail, "d");
        let names = made.trace.parameters.iter();
        assert!(
            !names
                .map(|parameter| &parameter.name)
                .any(|name| name == "d")
        );
        let error = emulated(&["param-omitted:status"]).unwrap_err();
        assert_eq!(
            error.problem(),
            "param-omitted has no instance \"status\" in this request"
        );
        assert!(
            error
                .advice()
                .unwrap()
                .starts_with("choose from: a, d, oauth_")
        );
    }

    #[test]
    fn what_cannot_be_is_told() {
        let told = |names: &[&str]| {
            let error = emulated(names).unwrap_err();
            (
                error.problem().to_owned(),
                error.advice().unwrap_or_default().to_owned(),
            )
        };
        let (problem, advice) = told(&["token-secret-mising"]);
        assert_eq!(
            problem,
            "no mistake, encoder or library is called \"token-secret-mising\""
        );
        assert!(
            advice.starts_with("did you mean token-secret-missing"),
            "{advice}"
        );
        assert!(told(&["oauth"]).1.contains("oauth-gem"));
        assert_eq!(
            told(&["java-urlencoder", "js-encodeuricomponent"]).0,
            "java-urlencoder and js-encodeuricomponent exclude each other: both decide the same thing"
        );
    }
}
