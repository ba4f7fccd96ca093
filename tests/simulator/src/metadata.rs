//! The Metadata API: GraphQL on the content of a site.

mod answer;
mod content;
mod inputs;
mod operation;
mod plan;
mod problem;
mod schema;
mod selected;

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::access::session;
use crate::refusal::Refusal;
use crate::reply::{File, Outcome};
use crate::server::Server;
use crate::version::Version;

use content::Content;
use problem::Problem;

const SINCE: Version = Version::new(3, 5);

/// The body of a request; other members are ignored.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Request {
    query: String,
    #[serde(default)]
    variables: Option<Map<String, Value>>,
    #[serde(default)]
    operation_name: Option<String>,
}

/// The response of a query; as usual for GraphQL, errors have status 200.
pub async fn graphql(State(server): State<Arc<Server>>, parts: Parts, body: Bytes) -> Outcome {
    if server.version < SINCE {
        return Err(Refusal::unknown_resource(parts.uri.path()));
    }
    let session = session(&parts, &server)?;
    if !is_json(&parts.headers) {
        return Err(Refusal::media_type("application/json"));
    }
    let request: Request = serde_json::from_slice(&body).map_err(|_| Refusal::malformed_body())?;
    let content = server
        .catalogue
        .content(session.site)
        .ok_or_else(Refusal::invalid_token)?;
    let answer = answer(&request, &Content::new(content));
    Ok(File {
        content_type: "application/json;charset=utf-8",
        disposition: None,
        body: answer.to_string().into_bytes(),
    }
    .into())
}

fn is_json(headers: &HeaderMap) -> bool {
    headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .is_some_and(|value| value.trim().eq_ignore_ascii_case("application/json"))
}

fn answer(request: &Request, content: &Content<'_>) -> Value {
    let no_variables = Map::new();
    let variables = request.variables.as_ref().unwrap_or(&no_variables);
    let outcome = plan::plan(&request.query, request.operation_name.as_deref(), variables)
        .and_then(|plan| answer::answer(&plan, content).map_err(|problem| vec![problem]));
    let (data, problems) = match outcome {
        Ok((data, warnings)) => (data, warnings),
        Err(problems) => (Value::Null, problems),
    };
    if problems.is_empty() {
        json!({ "data": data })
    } else {
        let errors: Vec<Value> = problems.iter().map(Problem::to_json).collect();
        json!({ "data": data, "errors": errors })
    }
}
