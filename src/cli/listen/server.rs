//! Connections: HTTP/1.1, and HTTP/2 where a client begins with its preface; each with an end.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::routing::any;
use countersign::error::Error;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

use super::service::Service;
use super::{ENDED, Exit, greet};

/// How many connections are served at once; more wait.
const CONNECTIONS: usize = 512;
/// How long a client may take to begin, and to send its headers.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long a connection may last.
const LIFETIME: Duration = Duration::from_secs(600);
/// How long connections are waited for at the end.
const GRACE: Duration = Duration::from_secs(2);
/// The most that a request's headers may take.
const HEADERS: usize = 64 << 10;

/// Serves until it is interrupted, or `--once` has seen its request.
pub(crate) async fn serve(address: SocketAddr, service: Arc<Service>) -> Result<Exit, Error> {
    let listener = TcpListener::bind(address).await.map_err(|reason| {
        Error::new(format_args!("cannot listen on {address}: {reason}"))
            .in_input("--port")
            .help("choose another with --port; 0 takes one that is free")
    })?;
    greet(listener.local_addr().unwrap_or(address));
    let app = {
        let judge = Arc::clone(&service);
        super::page::routes(&service)
            .fallback(any(move |request| Arc::clone(&judge).answer(request)))
    };
    let graceful = GracefulShutdown::new();
    let permits = Arc::new(Semaphore::new(CONNECTIONS));
    let mut interrupted = std::pin::pin!(interrupted());
    loop {
        let next = async {
            let permit = Arc::clone(&permits).acquire_owned().await;
            (permit, listener.accept().await)
        };
        let (permit, accepted) = tokio::select! {
            next = next => next,
            () = service.ended.notified() => break,
            () = &mut interrupted => break,
        };
        match accepted {
            Ok((stream, _)) => {
                let connection = connection(stream, app.clone(), graceful.watcher());
                tokio::spawn(async move {
                    // What ends badly is the client's matter.
                    let _ = tokio::time::timeout(LIFETIME, connection).await;
                    drop(permit);
                });
            }
            // Too many files are open, or the client is gone: a moment later it may go on.
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
    drop(listener);
    let _ = tokio::time::timeout(GRACE, graceful.shutdown()).await;
    Ok(service.outcome().unwrap_or(ENDED))
}

/// Serves one connection to its end.
async fn connection(
    stream: TcpStream,
    app: Router,
    watcher: hyper_util::server::graceful::Watcher,
) -> io::Result<()> {
    // Who connects and says nothing is not waited for.
    tokio::time::timeout(PATIENCE, stream.readable()).await??;
    let _ = stream.set_nodelay(true);
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(PATIENCE)
        .max_buf_size(HEADERS);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(PATIENCE)
        .max_concurrent_streams(64)
        .max_header_list_size(u32::try_from(HEADERS).unwrap_or(u32::MAX));
    let served = builder.serve_connection(TokioIo::new(stream), TowerToHyperService::new(app));
    let served = watcher.watch(served.into_owned());
    served.await.map_err(io::Error::other)
}

/// Waits for Ctrl-C, or for what else ends a program in good order.
async fn interrupted() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let Ok(mut ended) = signal(SignalKind::terminate()) else {
            let _ = tokio::signal::ctrl_c().await;
            return;
        };
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = ended.recv() => {}
        }
    }
    #[cfg(not(unix))]
    {
        let _ = tokio::signal::ctrl_c().await;
    }
}
