//! The page at `/_countersign/`: the same as `web/` builds, with the engine of this program in place of
//! WebAssembly, and the requests as they arrive.

use std::convert::Infallible;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderValue, Response, StatusCode, header};
use axum::response::IntoResponse as _;
use axum::response::sse::{Event, Sse};
use axum::routing::{get, post};
use futures_util::stream;
use tokio::sync::broadcast;

use super::answer::{self, JSON};
use super::gate::TurnedAway;
use super::service::{Service, read};
use crate::cli::machine;

/// Where the page is.
pub(crate) const PLACE: &str = "/_countersign/";

const INDEX: &str = include_str!("../../../web/page/index.html");
const STYLE: &str = include_str!("../../../web/page/page.css");
const SCRIPT: &str = include_str!("../../../web/page/page.js");
const EXAMPLES: &str = include_str!("../../../web/page/examples.json");

/// Its scripts and styles are files of its own, and it asks nobody but us.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
                      base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The routes of the page.
pub(crate) fn routes(service: &Arc<Service>) -> Router {
    let index = guarded(service, |_, _| async {
        file("text/html; charset=utf-8", index())
    });
    let style = countersign::render::html::STYLE.to_owned() + STYLE;
    let style = guarded(service, move |_, _| {
        let style = style.clone();
        async { file("text/css; charset=utf-8", style) }
    });
    let script = guarded(service, |_, _| async {
        file("text/javascript; charset=utf-8", SCRIPT.to_owned())
    });
    Router::new()
        .route(PLACE, get(index))
        .route("/_countersign/page.css", get(style))
        .route("/_countersign/page.js", get(script))
        .route("/_countersign/ask", post(guarded(service, ask)))
        .route("/_countersign/events", get(guarded(service, events)))
}

/// A handler behind the same gate that requests to be judged go through.
fn guarded<F, T>(
    service: &Arc<Service>,
    handler: F,
) -> impl Fn(Request) -> std::pin::Pin<Box<dyn Future<Output = Response<Body>> + Send>>
+ Clone
+ Send
+ Sync
+ 'static
where
    F: Fn(Arc<Service>, Request) -> T + Clone + Send + Sync + 'static,
    T: Future<Output = Response<Body>> + Send + 'static,
{
    let service = Arc::clone(service);
    move |request: Request| {
        let (service, handler) = (Arc::clone(&service), handler.clone());
        Box::pin(async move {
            let (parts, body) = request.into_parts();
            match service.admit(&parts) {
                Ok(_) => handler(service, Request::from_parts(parts, body)).await,
                Err(turned) => answer::turned_away(&turned),
            }
        })
    }
}

fn index() -> String {
    INDEX
        .replace(
            "<html lang=\"en\">",
            "<html lang=\"en\" data-engine=\"native\">",
        )
        .replace("<!--policy-->", "")
        .replace(
            "<!--style-->",
            "<link rel=\"stylesheet\" href=\"/_countersign/page.css\">",
        )
        .replace(
            "<!--data-->",
            &format!(
                "<script type=\"text/plain\" id=\"examples-data\">{}</script>",
                EXAMPLES.replace("</", "<\\/")
            ),
        )
        .replace(
            "<!--script-->",
            "<script src=\"/_countersign/page.js\"></script>",
        )
}

fn file(kind: &'static str, text: String) -> Response<Body> {
    let mut response = answer::plain(StatusCode::OK, kind, text);
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(POLICY),
    );
    headers.insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("no-referrer"),
    );
    response
}

/// Answers the page. A page of another site cannot send JSON without asking first, and nobody answers.
async fn ask(service: Arc<Service>, request: Request) -> Response<Body> {
    let is_json = request
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(JSON.as_bytes()));
    if !is_json {
        let why = TurnedAway::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "JSON was expected");
        return answer::turned_away(&why);
    }
    let asked = match read(request.into_body()).await {
        Ok(asked) => asked,
        Err(turned) => return answer::turned_away(&turned),
    };
    let limit = service.time_limit;
    let Ok(permit) = Arc::clone(&service.searches).acquire_owned().await else {
        return answer::broken();
    };
    let answered = tokio::task::spawn_blocking(move || {
        let until = machine::after(limit);
        let answer = countersign::page::answer(&asked, &|| machine::is_over(until));
        drop(permit);
        answer
    });
    match answered.await {
        Ok(json) => answer::plain(StatusCode::OK, JSON, json),
        Err(_) => answer::broken(),
    }
}

/// The requests as they arrive (server-sent events). Who reads too slowly misses some.
async fn events(service: Arc<Service>, _request: Request) -> Response<Body> {
    let told = service.subscribe();
    let events = stream::unfold(told, |mut told| async move {
        loop {
            match told.recv().await {
                Ok(json) => return Some((Ok::<_, Infallible>(Event::default().data(json)), told)),
                Err(broadcast::error::RecvError::Lagged(_)) => {}
                Err(broadcast::error::RecvError::Closed) => return None,
            }
        }
    });
    Sse::new(events).into_response()
}
