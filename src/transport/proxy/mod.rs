//! Proxies: the choice of one for each connection, and advice for messages about them.

#[cfg(test)]
mod curl;
mod environment;
mod no_proxy;
mod proxies;
mod url;
mod via;

pub use proxies::Proxies;
pub use url::Proxy;
pub use via::{Via, advice_on_407};
