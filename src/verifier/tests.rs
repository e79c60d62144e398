use super::*;
use crate::capture::Captured;
use crate::case::Rules;
use crate::diagnose::Limits;
use crate::report::Verdict;
use crate::request::Header;

/// The client of RFC 5849 section 1.2.
fn client() -> Credentials {
    Credentials {
        consumer_key: Some("dpf43f3p2l4k3l03".into()),
        consumer_secret: Some("kd94hf93k423kf44".into()),
        ..Credentials::default()
    }
}

fn request(method: &str, url: &str, authorization: &str) -> Request {
    Request {
        method: method.into(),
        url: url.into(),
        headers: vec![Header::made("Authorization", authorization)],
        ..Request::default()
    }
}

fn asked(verifier: &mut Verifier, request: &Request, now: u64) -> (Vec<Refusal>, Facing, Report) {
    let facing = verifier.facing(request);
    let reading = Reading {
        captured: Captured {
            request: request.clone(),
            ..Captured::default()
        },
        as_what: String::new(),
    };
    let limits = Limits {
        mistakes: 1,
        ..Limits::default()
    };
    let judged = judge(&[reading], &facing, Rules::Rfc, now, None, Some(limits));
    let report = judged.unwrap().unwrap().report;
    (verifier.settle(&facing, &report, now), facing, report)
}

fn words(verifier: &mut Verifier, request: &Request, now: u64) -> Vec<&'static str> {
    let (refusals, _, _) = asked(verifier, request, now);
    refusals.iter().map(|one| one.problem.word()).collect()
}

/// The three requests of RFC 5849 section 1.2, as it prints them.
const INITIATE: &str = r#"OAuth realm="Photos",
    oauth_consumer_key="dpf43f3p2l4k3l03", oauth_signature_method="HMAC-SHA1",
    oauth_timestamp="137131200", oauth_nonce="wIjqoS",
    oauth_callback="http%3A%2F%2Fprinter.example.com%2Fready",
    oauth_signature="74KNZJeDHnMBp0EMJ9ZHt%2FXKycU%3D""#;
const TOKEN: &str = r#"OAuth realm="Photos",
    oauth_consumer_key="dpf43f3p2l4k3l03", oauth_token="hh5s93j4hdidpola",
    oauth_signature_method="HMAC-SHA1", oauth_timestamp="137131201",
    oauth_nonce="walatlh", oauth_verifier="hfdp7dh39dks9884",
    oauth_signature="gKgrFCywp7rO0OXSjdot%2FIHF7IU%3D""#;
const PHOTOS: &str = r#"OAuth realm="Photos",
    oauth_consumer_key="dpf43f3p2l4k3l03", oauth_token="nnch734d00sl2jdk",
    oauth_signature_method="HMAC-SHA1", oauth_timestamp="137131202",
    oauth_nonce="chapoH", oauth_signature="MdpQcU8iPSUjWoN%2FUDMsK2sui9I%3D""#;
const PHOTO_URL: &str = "http://photos.example.net/photos?file=vacation.jpg&size=original";

#[test]
fn the_flow_of_the_rfc_runs_to_its_end() {
    let mut provider = Verifier::new(vec![client()]);
    let now = 137_131_202;
    let initiate = request("POST", "https://photos.example.net/initiate", INITIATE);
    let (refusals, facing, _) = asked(&mut provider, &initiate, now);
    assert_eq!((refusals, facing.role), (Vec::new(), Role::Temporary));
    let (token, secret) = ("hh5s93j4hdidpola", "hdhd0244k9j7ao03");
    let grant = provider.grant(&facing, &initiate, token.into(), secret.into());
    assert_eq!(
        grant.unwrap().body.expose(),
        "oauth_token=hh5s93j4hdidpola&oauth_token_secret=hdhd0244k9j7ao03&oauth_callback_confirmed=true"
    );

    let exchange = request("POST", "https://photos.example.net/token", TOKEN);
    let early = words(&mut provider, &exchange, now);
    assert_eq!(early, ["permission_unknown"], "the user was not asked yet");
    let unknown = provider.authorize(b"oauth_token=unknown", String::new());
    assert_eq!(unknown, Authorized::Unknown);
    let back = provider.authorize(b"oauth_token=hh5s93j4hdidpola", "hfdp7dh39dks9884".into());
    let url = "http://printer.example.com/ready?oauth_token=hh5s93j4hdidpola&oauth_verifier=hfdp7dh39dks9884";
    assert_eq!(back, Authorized::Callback(url.into()));

    let (refusals, facing, _) = asked(&mut provider, &exchange, now);
    assert_eq!((refusals, facing.role), (Vec::new(), Role::Token));
    let (token, secret) = ("nnch734d00sl2jdk", "pfkkdhi9sl3r4s00");
    let grant = provider.grant(&facing, &exchange, token.into(), secret.into());
    assert_eq!(
        grant.unwrap().body.expose(),
        "oauth_token=nnch734d00sl2jdk&oauth_token_secret=pfkkdhi9sl3r4s00"
    );
    let again = words(&mut provider, &exchange, now);
    assert_eq!(again, ["token_used"], "a request token is exchanged once");

    let photos = request("GET", PHOTO_URL, PHOTOS);
    assert!(words(&mut provider, &photos, now).is_empty());
}

#[test]
fn another_verifier_is_refused() {
    let mut provider = Verifier::new(vec![client()]);
    let initiate = request("POST", "https://photos.example.net/initiate", INITIATE);
    let facing = provider.facing(&initiate);
    let (token, secret) = ("hh5s93j4hdidpola", "hdhd0244k9j7ao03");
    provider.grant(&facing, &initiate, token.into(), secret.into());
    provider.authorize(b"oauth_token=hh5s93j4hdidpola", "other".into());
    let exchange = request("POST", "https://photos.example.net/token", TOKEN);
    assert_eq!(
        words(&mut provider, &exchange, 137_131_201),
        ["verifier_invalid"]
    );
}

/// The RFC's own signatures, over the URLs that it prints.
#[test]
fn what_the_rfc_signs_is_taken_once() {
    let keys = Credentials {
        token: Some("nnch734d00sl2jdk".into()),
        token_secret: Some("pfkkdhi9sl3r4s00".into()),
        ..client()
    };
    let mut provider = Verifier::new(vec![keys]);
    let photos = request("GET", PHOTO_URL, PHOTOS);
    let now = 137_131_202;
    assert!(words(&mut provider, &photos, now).is_empty());
    assert_eq!(words(&mut provider, &photos, now), ["nonce_used"]);
    let late = now + CLOCK_SKEW + 1;
    assert_eq!(words(&mut provider, &photos, late), ["timestamp_refused"]);
    let strict = Verifier::new(vec![client()]).with_clock_skew(Some(1));
    let mut strict = Verifier {
        tokens: provider.tokens.clone(),
        ..strict
    };
    let found = words(&mut strict, &photos, now + 2);
    assert_eq!(found, ["token_rejected", "timestamp_refused"]);
}

#[test]
fn a_wrong_signature_uses_no_nonce_up_and_is_named() {
    let keys = Credentials {
        token_secret: Some("pfkkdhi9sl3r4s00".into()),
        ..client()
    };
    let mut provider = Verifier::new(vec![keys]);
    let other_url = request("GET", "http://photos.example.net/photos", PHOTOS);
    for _ in 0..2 {
        let found = words(&mut provider, &other_url, 137_131_202);
        assert_eq!(found, ["signature_invalid"]);
    }
    let photos = request("GET", PHOTO_URL, PHOTOS);
    assert!(words(&mut provider, &photos, 137_131_202).is_empty());
}

#[test]
fn what_is_missing_or_unknown_comes_first() {
    let mut provider = Verifier::new(vec![client()]);
    let bare = request("GET", "http://h/", "Basic YTpi");
    let found = asked(&mut provider, &bare, 1000).0;
    let names = [
        "oauth_consumer_key",
        "oauth_signature_method",
        "oauth_signature",
        "oauth_timestamp",
        "oauth_nonce",
    ];
    let names = names.map(str::to_owned).to_vec();
    assert_eq!(found[0].problem, Problem::ParameterAbsent(names));

    let other = PHOTOS.replace("dpf43f3p2l4k3l03", "other");
    let other = request("GET", PHOTO_URL, &other);
    let found = words(&mut provider, &other, 137_131_202);
    assert_eq!(found[..2], ["consumer_key_unknown", "token_rejected"]);
    // It is judged all the same, with the secrets at hand.
    let (_, _, report) = asked(&mut provider, &other, 137_131_202);
    assert!(!matches!(report.verdict, Verdict::Agrees { .. }));

    let version = PHOTOS.replace("realm=", "oauth_version=\"2.0\", realm=");
    let version = request("GET", PHOTO_URL, &version);
    assert_eq!(
        words(&mut provider, &version, 137_131_202)[0],
        "version_rejected"
    );
    let twice = PHOTOS.replace("realm=", "oauth_nonce=\"chapoH\", realm=");
    let twice = request("GET", PHOTO_URL, &twice);
    assert_eq!(
        words(&mut provider, &twice, 137_131_202)[0],
        "parameter_rejected"
    );
}

#[test]
fn roles_are_known_by_the_end_of_the_path() {
    for (url, role) in [
        (
            "https://api.twitter.com/oauth/request_token",
            Role::Temporary,
        ),
        (
            "https://trello.com/1/OAuthGetRequestToken?x=1",
            Role::Temporary,
        ),
        ("https://h/oauth/token/request/", Role::Temporary),
        ("https://h/oauth/authorize?oauth_token=t", Role::Authorize),
        ("https://h/OAUTH/ACCESS_TOKEN", Role::Token),
        ("https://h/oauth/token/access", Role::Token),
        ("https://h/1.1/statuses/update.json", Role::Resource),
        ("https://h/?next=/oauth/request_token", Role::Resource),
        ("https://h", Role::Resource),
    ] {
        let request = Request::get(url, "OAuth realm=\"\"");
        assert_eq!(Role::of(&request), role, "{url}");
    }
}
