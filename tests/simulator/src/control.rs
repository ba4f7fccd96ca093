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
use serde_json::{Value, json};

use crate::faults::Fault;
use crate::log::Recorded;
use crate::server::Server;

pub fn router(server: Arc<Server>) -> Router {
    Router::new()
        .route("/requests", get(requests).delete(clear_requests))
        .route("/faults", post(arm_fault).delete(clear_faults))
        .route("/clock", post(advance_clock))
        .route("/release", post(release))
        .route("/held", get(held))
        .route("/sessions", get(sessions))
        .route("/state", get(state))
        // Tests have it send responses of tens of megabytes.
        .layer(DefaultBodyLimit::disable())
        .with_state(server)
}

type Shared = State<Arc<Server>>;

async fn requests(State(server): Shared) -> Json<Value> {
    Json(server.log.all().iter().map(recorded).collect())
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
#[serde(deny_unknown_fields)]
struct Advance {
    advance_seconds: u64,
}

async fn advance_clock(State(server): Shared, Json(advance): Json<Advance>) -> StatusCode {
    server
        .clock
        .advance(Duration::from_secs(advance.advance_seconds));
    StatusCode::NO_CONTENT
}

async fn release(State(server): Shared) -> StatusCode {
    server.holds.release();
    StatusCode::NO_CONTENT
}

async fn held(State(server): Shared) -> Json<Value> {
    Json(json!({ "held": server.holds.count() }))
}

async fn sessions(State(server): Shared) -> Json<Value> {
    Json(json!({ "live": server.live_sessions() }))
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
