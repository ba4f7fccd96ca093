//! The routes of the REST API.

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, OriginalUri, State};
use axum::http::Method;
use axum::routing::{delete, get, post};

use crate::access::check_version;
use crate::refusal::Refusal;
use crate::server::Server;
use crate::{auth, downloads, info, lists, metadata};

pub fn router(server: Arc<Server>) -> Router {
    let site = Router::new()
        .route("/workbooks", get(lists::workbooks))
        .route("/workbooks/{id}", get(lists::workbook))
        .route("/workbooks/{id}/views", get(lists::workbook_views))
        .route(
            "/workbooks/{id}/connections",
            get(lists::workbook_connections),
        )
        .route("/workbooks/{id}/content", get(downloads::workbook_content))
        .route("/views", get(lists::views))
        .route("/views/{id}", get(lists::view))
        .route("/views/{id}/image", get(downloads::view_image))
        .route("/views/{id}/data", get(downloads::view_data))
        .route("/views/{id}/pdf", get(downloads::view_pdf))
        .route("/views/{id}/crosstab/excel", get(downloads::view_crosstab))
        .route("/workbooks/{id}/pdf", get(downloads::workbook_pdf))
        .route(
            "/workbooks/{id}/powerpoint",
            get(downloads::workbook_powerpoint),
        )
        .route("/datasources", get(lists::datasources))
        .route("/datasources/{id}", get(lists::datasource))
        .route(
            "/datasources/{id}/connections",
            get(lists::datasource_connections),
        )
        .route(
            "/datasources/{id}/content",
            get(downloads::datasource_content),
        )
        .route("/projects", get(lists::projects))
        .route("/users", get(lists::users))
        .route("/users/{id}", get(lists::user))
        .route("/users/{id}/workbooks", get(lists::user_workbooks))
        .route("/users/{id}/groups", get(lists::user_groups))
        .route("/groups", get(lists::groups))
        .route("/groups/{id}/users", get(lists::group_users))
        .route("/jobs", get(lists::jobs))
        .route("/jobs/{id}", get(lists::job));
    let api = Router::new()
        // Tableau's own documentation has both spellings.
        .route("/serverInfo", get(info::server_info))
        .route("/serverinfo", get(info::server_info))
        .route("/auth/signin", post(auth::sign_in))
        .route("/auth/signout", post(auth::sign_out))
        .route("/auth/switchSite", post(auth::switch_site))
        .route(
            "/auth/serverAdminAccessTokens",
            delete(auth::revoke_administrators_tokens),
        )
        .route("/sessions/current", get(auth::current_session))
        .route("/schedules", get(lists::schedules))
        .route("/sites", get(lists::sites))
        .route("/sites/{site}", get(lists::site))
        .nest("/sites/{site}", site);
    Router::new()
        .route("/auth", get(info::legacy))
        .nest("/api/{version}", api)
        .route("/api/metadata/graphql", post(metadata::graphql))
        .fallback(unknown)
        .method_not_allowed_fallback(wrong_method)
        // Body sizes are limited where bodies are read.
        .layer(DefaultBodyLimit::disable())
        .with_state(server)
}

async fn unknown(State(server): State<Arc<Server>>, OriginalUri(uri): OriginalUri) -> Refusal {
    let path = uri.path();
    let version = path
        .strip_prefix("/api/")
        .and_then(|rest| rest.split('/').next());
    match version.map(|version| check_version(version, &server)) {
        Some(Err(refusal)) => refusal,
        _ => Refusal::unknown_resource(path),
    }
}

async fn wrong_method(method: Method) -> Refusal {
    Refusal::method(method.as_str())
}
