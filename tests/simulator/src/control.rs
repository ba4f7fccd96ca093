//! The control endpoint: the Rust API over HTTP, for tests in other languages.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::faults::Fault;
use crate::log::Recorded;
use crate::server::Server;
use crate::sign_in_control;
use crate::sign_ins::SignInKind;

pub fn router(server: Arc<Server>) -> Router {
    Router::new()
        .route("/requests", get(requests).delete(clear_requests))
        .route("/counts", get(counts))
        .route("/faults", post(arm_fault).delete(clear_faults))
        .route("/clock", post(change_clock))
        .route("/release", post(release))
        .route("/held", get(held))
        .merge(sign_in_control::router())
        .route("/state", get(state))
        // Tests have it send responses of tens of megabytes.
        .layer(DefaultBodyLimit::disable())
        .with_state(server)
}

type Shared = State<Arc<Server>>;

async fn requests(State(server): Shared) -> Json<Value> {
    Json(server.log.all().iter().map(recorded).collect())
}

/// The numbers of requests by method and path, and of sign-ins by kind.
async fn counts(State(server): Shared) -> Json<Value> {
    let mut counts: Vec<(String, String, usize, usize)> = Vec::new();
    for request in server.log.all() {
        let executed = usize::from(request.executed);
        let known = counts
            .iter_mut()
            .find(|(method, path, ..)| *method == request.method && *path == request.path);
        match known {
            Some((_, _, received, executed_before)) => {
                *received += 1;
                *executed_before += executed;
            }
            None => counts.push((request.method, request.path, 1, executed)),
        }
    }
    let requests = counts.into_iter().map(|(method, path, received, executed)| {
        json!({"method": method, "path": path, "received": received, "executed": executed})
    });
    let requests: Value = requests.collect();
    let mut sign_ins = Map::new();
    for kind in SignInKind::ALL {
        sign_ins.insert(kind.name().to_owned(), server.log.sign_ins(kind).into());
    }
    Json(json!({ "requests": requests, "sign_ins": sign_ins }))
}

async fn clear_requests(State(server): Shared) -> StatusCode {
    server.log.clear();
    StatusCode::NO_CONTENT
}

async fn arm_fault(State(server): Shared, Json(fault): Json<Fault>) -> StatusCode {
    server.faults.arm(fault);
    StatusCode::NO_CONTENT
}

async fn clear_faults(State(server): Shared) -> StatusCode {
    server.faults.clear();
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
#[derive(Default)]
struct ClockChange {
    advance_seconds: u64,
    skew_seconds: Option<i64>,
}

async fn change_clock(State(server): Shared, Json(change): Json<ClockChange>) -> StatusCode {
    server
        .clock
        .advance(Duration::from_secs(change.advance_seconds));
    if let Some(seconds) = change.skew_seconds {
        server.clock.set_skew(seconds);
    }
    StatusCode::NO_CONTENT
}

async fn release(State(server): Shared) -> StatusCode {
    server.holds.release();
    StatusCode::NO_CONTENT
}

async fn held(State(server): Shared) -> Json<Value> {
    Json(json!({ "held": server.holds.count() }))
}

async fn state(State(server): Shared) -> Json<crate::state::State> {
    Json(server.catalogue.state.clone())
}

fn recorded(request: &Recorded) -> Value {
    let (key, body) = std::str::from_utf8(&request.body).map_or_else(
        |_| ("body_base64", STANDARD.encode(&request.body)),
        |text| ("body", text.to_owned()),
    );
    json!({
        "connection": request.connection,
        "scheme": request.scheme,
        "method": request.method,
        "path": request.path,
        "query": request.query,
        "headers": request.headers,
        "node": request.node,
        "executed": request.executed,
        "status": request.status,
        key: body,
    })
}
