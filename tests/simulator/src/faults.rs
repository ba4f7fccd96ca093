//! Faults that a test arms, and the requests to which they apply.

use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

use crate::action::Action;

/// A fault, and the requests to which it applies.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Fault {
    /// The listener, `https` or `http`; `None`: both.
    pub scheme: Option<String>,
    /// The method; `None`: any.
    pub method: Option<String>,
    /// A part of the path as it is sent, in which `*` stands for any text; empty for every path.
    pub path: String,
    /// A part of the query as it is sent; empty for every query.
    pub query: String,
    /// The number of matching requests that pass before the fault applies.
    pub skip: usize,
    /// The fault applies to every request after those: 1, or to every second, third or nth.
    /// Requests to which a fault applies that was armed earlier are not counted.
    pub every: usize,
    /// The number of requests to which the fault applies; `None`: all, without end.
    pub times: Option<usize>,
    /// The fault itself.
    pub action: Action,
}

impl Default for Fault {
    fn default() -> Self {
        Self {
            scheme: None,
            method: None,
            path: String::new(),
            query: String::new(),
            skip: 0,
            every: 1,
            times: Some(1),
            action: Action::Close,
        }
    }
}

impl Fault {
    /// Applies `action` to the next request whose path contains `path`.
    pub fn on(path: &str, action: Action) -> Self {
        Self {
            path: path.to_owned(),
            action,
            ..Self::default()
        }
    }

    fn matches(&self, scheme: &str, method: &str, path: &str, query: &str) -> bool {
        let is = |wanted: &Option<String>, given: &str| {
            wanted
                .as_ref()
                .is_none_or(|wanted| wanted.eq_ignore_ascii_case(given))
        };
        is(&self.scheme, scheme)
            && is(&self.method, method)
            && contains(path, &self.path)
            && query.contains(&self.query)
    }
}

/// True if a path contains a pattern, in which `*` stands for any text.
pub fn contains(path: &str, pattern: &str) -> bool {
    let mut rest = path;
    pattern.split('*').all(|part| match rest.split_once(part) {
        Some((_, after)) => {
            rest = after;
            true
        }
        None => false,
    })
}

/// The armed faults, in the order in which they were armed.
#[derive(Default)]
pub struct Faults(Mutex<Vec<Armed>>);

struct Armed {
    fault: Fault,
    /// The number of matching requests since those that are skipped.
    matched: usize,
}

impl Armed {
    /// True if the fault applies to this request, which is counted.
    fn applies(&mut self, scheme: &str, method: &str, path: &str, query: &str) -> bool {
        let fault = &mut self.fault;
        if fault.times == Some(0) || !fault.matches(scheme, method, path, query) {
            return false;
        }
        if fault.skip > 0 {
            fault.skip -= 1;
            return false;
        }
        self.matched += 1;
        self.matched.is_multiple_of(fault.every.max(1))
    }
}

impl Faults {
    pub fn arm(&self, fault: Fault) {
        self.lock().push(Armed { fault, matched: 0 });
    }

    pub fn clear(&self) {
        self.lock().clear();
    }

    /// The action of the first armed fault that applies to this request, if any.
    pub fn action_for(
        &self,
        scheme: &str,
        method: &str,
        path: &str,
        query: &str,
    ) -> Option<Action> {
        let mut armed = self.lock();
        let index = armed
            .iter_mut()
            .position(|armed| armed.applies(scheme, method, path, query))?;
        let fault = &mut armed[index].fault;
        let action = fault.action.clone();
        fault.times = fault.times.map(|times| times - 1);
        if fault.times == Some(0) {
            armed.remove(index);
        }
        Some(action)
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Armed>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
