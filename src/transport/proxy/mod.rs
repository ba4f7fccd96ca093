//! Proxies: which one a connection goes through, and what messages say of it.

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
