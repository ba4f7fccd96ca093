//! The part of the control endpoint about sign-ins and sessions.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::server::Server;
use crate::sessions::{SessionLimits, SessionsOf};
use crate::sign_ins::SignInRule;

type Shared = State<Arc<Server>>;

pub fn router() -> Router<Arc<Server>> {
    Router::new()
        .route("/sessions", get(sessions))
        .route("/sessions/end", post(end_sessions))
        .route("/sessions/limits", post(limit_sessions))
        .route("/sessions/dead-code", post(set_dead_session_code))
        .route("/sign-ins", post(set_rule).delete(clear_rules))
}

async fn sessions(State(server): Shared) -> Json<Value> {
    Json(json!({ "live": server.live_sessions() }))
}

/// Both are absent for all sessions.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Which {
    user: Option<String>,
    token: Option<String>,
}

async fn end_sessions(
    State(server): Shared,
    Json(which): Json<Which>,
) -> Result<Json<Value>, (StatusCode, &'static str)> {
    let which = match (&which.user, &which.token) {
        (None, None) => SessionsOf::All,
        (Some(user), None) => SessionsOf::User(user),
        (None, Some(token)) => SessionsOf::Token(token),
        (Some(_), Some(_)) => {
            let reason = "user and token exclude each other";
            return Err((StatusCode::UNPROCESSABLE_ENTITY, reason));
        }
    };
    let ended = server.sessions.end(which, server.clock.now());
    Ok(Json(json!({ "ended": ended })))
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Limits {
    calls: Option<u64>,
    seconds: Option<u64>,
}

async fn limit_sessions(State(server): Shared, Json(limits): Json<Limits>) -> StatusCode {
    let limits = SessionLimits {
        calls: limits.calls,
        age: limits.seconds.map(Duration::from_secs),
    };
    server.sessions.limit(limits, server.clock.now());
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DeadCode {
    code: u32,
}

async fn set_dead_session_code(State(server): Shared, Json(dead): Json<DeadCode>) -> StatusCode {
    server.dead_session_code.store(dead.code, Ordering::Relaxed);
    StatusCode::NO_CONTENT
}

async fn set_rule(
    State(server): Shared,
    Json(rule): Json<SignInRule>,
) -> Result<StatusCode, (StatusCode, String)> {
    server
        .set_sign_in_rule(rule)
        .map_err(|reason| (StatusCode::UNPROCESSABLE_ENTITY, reason))?;
    Ok(StatusCode::NO_CONTENT)
}

async fn clear_rules(State(server): Shared) -> StatusCode {
    server.sign_in_rules.clear();
    StatusCode::NO_CONTENT
}
