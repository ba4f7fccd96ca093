//! The limit of downloads from one site that are under way at once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::http::Method;

use crate::path::segments;
use crate::refusal::Refusal;

/// Counts the downloads from each site.
pub struct AtOnce {
    most: usize,
    under_way: Mutex<HashMap<String, usize>>,
}

/// A download that is under way until this is dropped.
pub struct Download {
    counted: Arc<AtOnce>,
    site: String,
}

impl AtOnce {
    pub fn new(most: usize) -> Arc<Self> {
        Arc::new(Self {
            most,
            under_way: Mutex::default(),
        })
    }

    /// Begins a download; `None` if the request is none that is limited. It is refused if too many
    /// are under way.
    pub fn begin(
        self: &Arc<Self>,
        method: &Method,
        path: &str,
    ) -> Result<Option<Download>, Refusal> {
        let Some(site) = site_of_download(method, path) else {
            return Ok(None);
        };
        let mut under_way = self.lock();
        let count = under_way.entry(site.to_owned()).or_default();
        if *count >= self.most {
            return Err(Refusal::too_many(self.most));
        }
        *count += 1;
        Ok(Some(Download {
            counted: Arc::clone(self),
            site: site.to_owned(),
        }))
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, usize>> {
        self.under_way
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Download {
    fn drop(&mut self) {
        if let Some(count) = self.counted.lock().get_mut(&self.site) {
            *count -= 1;
        }
    }
}

/// The id of the site, if a request is a limited download.
fn site_of_download<'a>(method: &Method, path: &'a str) -> Option<&'a str> {
    if method != Method::GET {
        return None;
    }
    match segments(path)[..] {
        ["sites", site, "views", _, "data" | "image" | "pdf"]
        | ["sites", site, "views", _, "crosstab", "excel"]
        | ["sites", site, "workbooks", _, "pdf" | "powerpoint"]
        | ["sites", site, "datasources", _, "content"] => Some(site),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_site_has_a_limit_of_its_own() {
        let at_once = AtOnce::new(2);
        let begin = |site: &str| {
            let path = format!("/api/3.24/sites/{site}/views/1/data");
            at_once.begin(&Method::GET, &path)
        };
        let first = begin("a");
        let _second = begin("a");
        assert_eq!(begin("a").err().map(|refusal| refusal.code), Some(429_000));
        assert!(begin("b").is_ok());
        drop(first);
        assert!(begin("a").is_ok());
    }
}
