//! Texts of real clients, taken apart.

use super::*;
use crate::request::{Header, Text};

const PHOTOS: &str = "OAuth oauth_consumer_key=\"dpf43f3p2l4k3l03\", oauth_nonce=\"chapoH\", \
    oauth_signature_method=\"HMAC-SHA1\", oauth_timestamp=\"1371312020\", \
    oauth_token=\"nnch734d00sl2jdk\", oauth_version=\"1.0\"";

fn form(url: &str, header: Option<&str>, body: &str) -> Request {
    let authorization = header.map(|value| Header::made("Authorization", value));
    let mut headers: Vec<Header> = authorization.into_iter().collect();
    headers.push(Header::made(
        "Content-Type",
        "application/x-www-form-urlencoded",
    ));
    Request {
        method: Text::from("POST"),
        url: Text::from(url),
        headers,
        body: Some(Text::from(body)),
        ..Request::default()
    }
}

fn taken(request: &Request, given: &str) -> Apart {
    signed(request, given, None, &Credentials::default())
}

fn signed(
    request: &Request,
    given: &str,
    signature: Option<&str>,
    credentials: &Credentials,
) -> Apart {
    let hand = InHand {
        request,
        credentials,
        given: given.as_bytes(),
        signature: signature.map(str::as_bytes),
        places_known: true,
    };
    apart(hand).unwrap()
}

fn ids(apart: &Apart) -> Vec<&str> {
    apart.causes.iter().map(|cause| cause.id.as_str()).collect()
}

/// An LTI tool's text: three mistakes, two layers and no `&` between the pairs.
#[test]
fn a_text_encoded_as_a_whole_is_read_through_its_layers() {
    let body = "custom_a=one+two&lti_message_type=basic-lti-launch-request&oauth_consumer_key=dpf43f3p2l4k3l03\
        &oauth_nonce=chapoH&oauth_signature_method=HMAC-SHA1&oauth_timestamp=1371312020&oauth_version=1.0\
        &oauth_signature=K4wZDn210VkjhkpUwLowiU7efBY%3D";
    let request = form("https://tool.example.net/lti", None, body);
    let apart = taken(
        &request,
        "POST%26https%3A%2F%2Ftool.example.net%2Flti%26custom_a%253Done%252520twolti_message_type%253Dbasic-lti-launch-requestoauth_consumer_key%253Ddpf43f3p2l4k3l03oauth_nonce%253DchapoHoauth_signature_method%253DHMAC-SHA1oauth_timestamp%253D1371312020oauth_version%253D1.0",
    );
    assert!(apart.explanation.is_some());
    let mut found = ids(&apart);
    found.sort_unstable();
    assert_eq!(
        found,
        [
            "assembly-wrong-separators",
            "sig-base-string-encoded-again",
            "uri-not-encoded-in-base"
        ]
    );
    assert_eq!(apart.places.first().unwrap().what, What::Whole);
    assert_eq!(apart.explained(), apart.places.len());
}

/// Four mistakes: the port, raw pairs, an order of their own, a pair left out.
#[test]
fn an_order_that_no_rule_makes_is_read_out_of_the_text() {
    let request = Request::get("https://photos.example.net/photos", PHOTOS);
    let apart = taken(
        &request,
        "GET&https%3A%2F%2Fphotos.example.net%3A443%2Fphotos&oauth_version=1.0&oauth_nonce=chapoH&oauth_timestamp=1371312020&oauth_consumer_key=dpf43f3p2l4k3l03&oauth_token=nnch734d00sl2jdk",
    );
    let found = ids(&apart);
    assert!(apart.explanation.is_some(), "{found:?} {:?}", apart.places);
    assert_eq!(found.len(), 4, "{found:?}");
    for id in ["param-omitted", "sort-none", "uri-default-port-kept"] {
        assert!(found.contains(&id), "{id}: {found:?}");
    }
    assert_eq!(apart.explained(), apart.places.len());
}

/// The text of the query is the third part, appended to the URI; `openssl dgst -sha1 -hmac` over it
/// gives the signature.
#[test]
fn a_query_kept_in_the_uri_has_no_signature_yet() {
    let url = "https://api.example.net/oauth/request_token?oauth_callback=oob&oauth_consumer_key=dpf43f3p2l4k3l03&oauth_nonce=chapoH&oauth_signature_method=HMAC-SHA1&oauth_timestamp=1371312020&oauth_version=1.0";
    let sent = format!("{url}&oauth_signature=tQZZgHQt8ga9iraMCN%2B5yZa4UiI%3D");
    let request = Request {
        method: Text::from("GET"),
        url: Text::from(sent.as_str()),
        ..Request::default()
    };
    let given = "GET&https%3A%2F%2Fapi.example.net%2Foauth%2Frequest_token%3Foauth_callback%3Doob%26oauth_consumer_key%3Ddpf43f3p2l4k3l03%26oauth_nonce%3DchapoH%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D1371312020%26oauth_version%3D1.0";
    let credentials = Credentials {
        consumer_secret: Some("kd94hf93k423kf44".into()),
        ..Credentials::default()
    };
    let apart = signed(
        &request,
        given,
        Some("tQZZgHQt8ga9iraMCN+5yZa4UiI="),
        &credentials,
    );
    assert!(ids(&apart).contains(&"uri-query-kept"), "{:?}", ids(&apart));
    assert!(apart.signed.is_some_and(|signed| signed.causes.is_empty()));
    let proof = apart.explanation.unwrap().proof;
    assert_eq!(proof.what(), super::super::proof::Proved::Signature);
}

#[test]
fn what_stays_unexplained_is_shown_beside_what_was_understood() {
    let request = Request::get(
        "https://photos.example.net/photos?a=b%20c&title=one",
        PHOTOS,
    );
    let apart = taken(
        &request,
        "GET&http%3A%2F%2Fphotos.example.net%2Fphotos&a%3Db%2Bc%26oauth_consumer_key%3Ddpf43f3p2l4k3l03%26oauth_nonce%3DchapoH%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D1371312020%26oauth_token%3Dnnch734d00sl2jdk%26oauth_version%3D1.0%26title%3Dsomething%2520quite%2520other",
    );
    assert!(apart.explanation.is_none());
    let left: Vec<&Place> = apart
        .places
        .iter()
        .filter(|place| place.causes.is_empty())
        .collect();
    assert_eq!(
        (apart.places.len(), left.len()),
        (3, 1),
        "{:?}",
        apart.places
    );
    assert_eq!(left.first().unwrap().what, What::Pair("title".into()));
    assert!(
        ids(&apart).contains(&"uri-scheme-proxy"),
        "{:?}",
        ids(&apart)
    );
}

/// A base string of the same request with another nonce and time: that is no difference.
#[test]
fn both_sides_are_held_against_the_rfc() {
    let request = Request::get("https://photos.example.net/photos", PHOTOS);
    let text = |nonce: &str, host: &str, version: &str| {
        format!(
            "GET&https%3A%2F%2F{host}%2Fphotos&oauth_consumer_key%3Ddpf43f3p2l4k3l03%26oauth_nonce%3D{nonce}%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D1371312020%26oauth_token%3Dnnch734d00sl2jdk{version}"
        )
    };
    let standard = text("other", "photos.example.net", "%26oauth_version%3D1.0");
    let port = text(
        "chapoH",
        "photos.example.net%3A443",
        "%26oauth_version%3D1.0",
    );
    let both = text("chapoH", "photos.example.net%3A443", "");
    let held = |wrong: &str, right: &str| {
        let credentials = Credentials::default();
        let hand = InHand {
            request: &request,
            credentials: &credentials,
            given: wrong.as_bytes(),
            signature: None,
            places_known: false,
        };
        let between = between(hand, right.as_bytes()).unwrap();
        let only = |causes: &[Cause]| {
            causes
                .iter()
                .map(|cause| cause.id.clone())
                .collect::<Vec<_>>()
                .join(" ")
        };
        (
            between.departs,
            only(&between.only_wrong),
            only(&between.only_right),
        )
    };
    let text = |text: &str| text.to_owned();
    assert_eq!(
        held(&standard, &port),
        (Departs::Right, text(""), text("uri-default-port-kept"))
    );
    assert_eq!(
        held(&port, &standard.replace("other", "chapoH")),
        (Departs::Wrong, text("uri-default-port-kept"), text(""))
    );
    assert_eq!(
        held(&both, &port),
        (Departs::Both, text("oauth-version-unsigned"), text(""))
    );
}

#[test]
fn any_text_comes_out_whole() {
    let request = Request::get("https://h.example/r?a=1&a=2&b%5B%5D=%26", PHOTOS);
    for given in [
        "",
        "&",
        "GET",
        "GET&&",
        "%",
        "x=y=z&&",
        "\u{e9}&=%2",
        "GET&https%3A%2F%2Fh.example%2Fr",
    ] {
        let apart = taken(&request, given);
        assert_eq!(apart.given, given);
        assert!(!apart.places.is_empty(), "{given:?}");
    }
}
