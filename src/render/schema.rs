//! The JSON Schema of everything that is printed as JSON, derived from the very types that are
//! serialised. It is made by a test, so that no program carries it.
//!
//! `UPDATE=1 cargo test --lib schema` writes `docs/schema/countersign-1.json`.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::{
    audit_json, conform_json, diff_json, json, listen_json, mistakes_json, providers_json,
};

/// Any of the answers.
#[derive(JsonSchema)]
#[schemars(untagged, title = "countersign/1")]
#[allow(
    dead_code,
    clippy::large_enum_variant,
    reason = "its shape alone is used"
)]
enum Answer<'a> {
    Explain(json::Explain<'a>),
    Diff(diff_json::Diff<'a>),
    Read(read::Read),
    Mistakes(mistakes_json::MistakesJson),
    Providers(providers_json::Providers<'a>),
    Conform(conform_json::Conform<'a>),
    Suite(conform_json::List<'a>),
    Listen(listen_json::Listen<'a>),
    Audit(audit_json::Audit<'a>),
    /// One verdict of `audit --format ndjson`.
    AuditLine(crate::audit::line::Line),
}

/// Types for a field of [`json::Text`], whose name is known when it runs only.
pub(super) mod shape {
    use super::{JsonSchema, Schema, SchemaGenerator, json_schema};
    use std::borrow::Cow;
    use std::marker::PhantomData;

    /// A field of text that may be missing.
    pub(in crate::render) struct Maybe<T>(PhantomData<T>);

    pub(in crate::render) trait Named {
        const NAME: &'static str;
    }

    fn encoded(name: &str) -> String {
        format!("{name}_percent_encoded")
    }

    fn properties(name: &str) -> Schema {
        json_schema!({"properties": {
            name: {"type": "string"},
            encoded(name): {
                "type": "string",
                "description": format!("In place of `{name}` where its bytes are no UTF-8."),
            },
        }})
    }

    impl<T: Named> JsonSchema for Maybe<T> {
        fn inline_schema() -> bool {
            true
        }
        fn schema_name() -> Cow<'static, str> {
            format!("maybe_{}", T::NAME).into()
        }
        fn json_schema(_: &mut SchemaGenerator) -> Schema {
            properties(T::NAME)
        }
    }

    macro_rules! named {
        ($($type:ident $name:literal)*) => {$(
            pub(in crate::render) struct $type;
            impl Named for $type {
                const NAME: &'static str = $name;
            }
            impl JsonSchema for $type {
                fn inline_schema() -> bool {
                    true
                }
                fn schema_name() -> Cow<'static, str> {
                    $name.into()
                }
                fn json_schema(_: &mut SchemaGenerator) -> Schema {
                    let mut schema = properties($name);
                    let one = [$name.to_owned(), encoded($name)].map(|name| json_schema!({"required": [name]}));
                    schema.insert("oneOf".to_owned(), serde_json::json!(one));
                    schema
                }
            }
        )*};
    }

    named! {
        BaseString "base_string"
        BaseStringUri "base_string_uri"
        Body "body"
        Captured "captured"
        EncodedName "encoded_name"
        EncodedValue "encoded_value"
        Intended "intended"
        Method "method"
        Name "name"
        NormalizedParameters "normalized_parameters"
        Parameter "parameter"
        Right "right"
        Sent "sent"
        Signature "signature"
        SigningKey "signing_key"
        Url "url"
        Value "value"
    }
}

/// `read` builds its JSON without types: these tell its shape, and outputs are held against them.
#[allow(dead_code, reason = "their shape alone is used")]
mod read {
    use std::collections::BTreeMap;

    use super::JsonSchema;
    use crate::render::json::SCHEMA;

    /// What `read` prints; no secret is in it.
    #[derive(JsonSchema)]
    pub(super) struct Read {
        #[schemars(extend("const" = SCHEMA))]
        schema: String,
        #[schemars(extend("const" = "read"))]
        command: String,
        format: String,
        description: String,
        requests: Vec<Request>,
    }

    /// A request that was read. Bytes of a text that are no UTF-8 are percent-encoded.
    #[derive(JsonSchema)]
    #[schemars(rename = "ReadRequest")]
    struct Request {
        #[schemars(skip_serializing_if = "Option::is_none")]
        index: Option<usize>,
        #[schemars(skip_serializing_if = "Option::is_none")]
        name: Option<String>,
        method: String,
        url: String,
        headers: Vec<(String, String)>,
        #[schemars(skip_serializing_if = "Option::is_none")]
        body: Option<String>,
        /// In place of `body` where its bytes are no UTF-8.
        #[schemars(skip_serializing_if = "Option::is_none")]
        body_base64: Option<String>,
        /// The protocol parameters by name.
        oauth: BTreeMap<String, String>,
        oauth_in: Option<String>,
        #[schemars(skip_serializing_if = "Option::is_none")]
        base_string: Option<String>,
        #[schemars(skip_serializing_if = "Option::is_none")]
        base_string_uri: Option<String>,
        #[schemars(skip_serializing_if = "Option::is_none")]
        parameters: Option<Vec<(String, String)>>,
        guesses: Vec<Guess>,
        unread: Vec<String>,
        findings: Vec<Finding>,
        response: Option<Response>,
    }

    #[derive(JsonSchema)]
    #[schemars(rename = "ReadGuess")]
    struct Guess {
        id: String,
        message: String,
    }

    #[derive(JsonSchema)]
    #[schemars(rename = "ReadFinding")]
    struct Finding {
        id: String,
        message: String,
        span: Option<Span>,
    }

    /// Bytes of the text as pasted.
    #[derive(JsonSchema)]
    struct Span {
        start: usize,
        end: usize,
    }

    #[derive(JsonSchema)]
    #[schemars(rename = "ReadResponse")]
    struct Response {
        status: Option<u16>,
        headers: Vec<(String, String)>,
        #[schemars(skip_serializing_if = "Option::is_none")]
        body: Option<String>,
        /// In place of `body` where its bytes are no UTF-8.
        #[schemars(skip_serializing_if = "Option::is_none")]
        body_base64: Option<String>,
    }
}

#[test]
fn the_schema_is_up_to_date() {
    let schema = SchemaSettings::draft2020_12()
        .for_serialize()
        .into_generator()
        .into_root_schema_for::<Answer<'_>>();
    let schema = serde_json::to_string_pretty(&schema).unwrap() + "\n";
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/docs/schema/countersign-1.json"
    );
    #[allow(
        clippy::disallowed_methods,
        reason = "a test may be asked by its environment to write"
    )]
    let (update, stands) = (
        std::env::var_os("UPDATE").is_some(),
        std::fs::read_to_string(path).unwrap_or_default(),
    );
    if update {
        #[allow(clippy::disallowed_methods, reason = "as above")]
        std::fs::write(path, &schema).unwrap();
    } else {
        assert!(
            stands == schema,
            "docs/schema/countersign-1.json is stale: run UPDATE=1 cargo test --lib schema"
        );
    }
}
