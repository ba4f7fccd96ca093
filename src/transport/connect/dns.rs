//! Name resolution. `getaddrinfo` cannot be interrupted, so the library's own threads call it, one
//! for each family of addresses: a name server that does not respond to AAAA queries then does not
//! delay the IPv4 addresses.
//!
//! A call that ends early abandons its lookups. Their threads end by the resolver's own time limits
//! (with glibc's defaults, after 10 s for each name server), and until then another call for the same
//! name shares them. At most [`MAX_LOOKUPS`] lookups run in a process; further calls wait until one
//! ends, or until their own time limits.

use crate::common::lock::lock;
use crate::platform::{self, Alarm, Family, PerProcess, resolve};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock};

/// The most lookups that run at once in a process.
const MAX_LOOKUPS: usize = 8;
/// The most addresses of a family that are used. The addresses of both families may be tried at once, and
/// Windows' `select` takes 64 sockets.
const MAX_ADDRESSES: usize = 31;
/// The name that always means this machine (RFC 6761, 6.3). No name server is asked for it.
const LOCALHOST: &str = "localhost";

/// The result of a lookup. The error is a reason for a message.
type LookupResult = Result<Vec<SocketAddr>, String>;

/// The resolution of a name to the addresses of one family, which runs on a thread of its own.
struct Lookup {
    host: String,
    family: Family,
    result: OnceLock<LookupResult>,
}

/// The lookups of this process.
#[derive(Default)]
struct Lookups {
    /// The lookups that have not ended.
    running: Vec<Arc<Lookup>>,
    /// The alarms of the calls that wait for one of them.
    alarms: Vec<Arc<Alarm>>,
}

/// Locks the lookups of this process.
fn lookups() -> MutexGuard<'static, Lookups> {
    static ALL: PerProcess<Mutex<Lookups>> = PerProcess::new();
    lock(ALL.get())
}

/// The resolution of a host name for one call.
pub struct Resolution {
    host: String,
    alarm: Arc<Alarm>,
    /// One part for each family, IPv4 first: if only one more lookup may run, it is the useful one.
    parts: Vec<Part>,
}

/// The resolution of a host name to the addresses of one family.
struct Part {
    family: Family,
    /// The lookup; `None` while too many others run.
    lookup: Option<Arc<Lookup>>,
    /// True once [`Resolution::next_update`] has returned the result.
    is_taken: bool,
}

/// A new result of a resolution.
pub enum Update {
    /// There is no new result.
    None,
    /// All addresses of one family; there may be none.
    Addresses(Vec<SocketAddr>),
    /// The lookup of one family failed, for this reason.
    Failure(String),
}

impl Resolution {
    /// The addresses of a host that needs no name server: an IP address or localhost. As everywhere in
    /// this module, their port is 0.
    pub fn known(host: &str) -> Option<Vec<SocketAddr>> {
        if let Ok(address) = host.parse() {
            return Some(vec![SocketAddr::new(address, 0)]);
        }
        let is_localhost = host.eq_ignore_ascii_case(LOCALHOST);
        let loopback = [Ipv6Addr::LOCALHOST.into(), Ipv4Addr::LOCALHOST.into()];
        is_localhost.then(|| loopback.map(|address| SocketAddr::new(address, 0)).into())
    }

    /// Begins to resolve a name. The alarm rings when there may be an update.
    pub fn begin(host: &str, alarm: Arc<Alarm>) -> Resolution {
        lookups().alarms.push(Arc::clone(&alarm));
        let parts = [Family::V4, Family::V6].map(|family| Part {
            family,
            lookup: None,
            is_taken: false,
        });
        Resolution {
            host: host.to_owned(),
            alarm,
            parts: parts.into(),
        }
    }

    /// Returns one result that was not returned before, and starts lookups that could not run yet.
    pub fn next_update(&mut self) -> Update {
        for part in &mut self.parts {
            if part.lookup.is_none() && !part.is_taken {
                match join_or_start(&self.host, part.family) {
                    Ok(lookup) => part.lookup = lookup,
                    Err(reason) => {
                        part.is_taken = true;
                        return Update::Failure(reason);
                    }
                }
            }
        }
        for part in self.parts.iter_mut().filter(|part| !part.is_taken) {
            let result = part.lookup.as_ref().and_then(|lookup| lookup.result.get());
            if let Some(result) = result {
                part.is_taken = true;
                return match result {
                    Ok(addresses) => Update::Addresses(addresses.clone()),
                    Err(reason) => Update::Failure(reason.clone()),
                };
            }
        }
        Update::None
    }

    /// True if [`Resolution::next_update`] would return a result or start a lookup.
    pub fn has_update(&self) -> bool {
        let mut open = self.parts.iter().filter(|part| !part.is_taken);
        open.any(|part| match &part.lookup {
            Some(lookup) => lookup.result.get().is_some(),
            None => lookups().running.len() < MAX_LOOKUPS,
        })
    }

    /// True once the results of all families were returned.
    pub fn is_complete(&self) -> bool {
        self.parts.iter().all(|part| part.is_taken)
    }

    /// True while addresses of this family may still be found.
    pub fn expects(&self, family: Family) -> bool {
        let mut parts = self.parts.iter();
        parts.any(|part| part.family == family && !part.is_taken)
    }
}

impl Drop for Resolution {
    fn drop(&mut self) {
        let alarms = &mut lookups().alarms;
        if let Some(index) = alarms
            .iter()
            .position(|other| Arc::ptr_eq(other, &self.alarm))
        {
            alarms.swap_remove(index);
        }
    }
}

/// Joins the lookup of a name that runs already, or starts one; `None` if too many others run.
fn join_or_start(host: &str, family: Family) -> Result<Option<Arc<Lookup>>, String> {
    let mut all = lookups();
    let mut running = all.running.iter();
    let is_same = |lookup: &&Arc<Lookup>| lookup.host == host && lookup.family == family;
    if let Some(same) = running.find(is_same) {
        return Ok(Some(Arc::clone(same)));
    }
    if all.running.len() >= MAX_LOOKUPS {
        return Ok(None);
    }
    let lookup = Arc::new(Lookup {
        host: host.to_owned(),
        family,
        result: OnceLock::new(),
    });
    let shared = Arc::clone(&lookup);
    let started = platform::start_thread("tsc-resolve", move || shared.run());
    started.map_err(|error| format!("no thread could be started: {error}"))?;
    all.running.push(Arc::clone(&lookup));
    Ok(Some(lookup))
}

impl Lookup {
    /// Resolves the name on this thread, and rings the alarms of all waiting calls.
    fn run(self: Arc<Lookup>) {
        let result = resolve(&self.host, self.family, MAX_ADDRESSES);
        let _ = self.result.set(result);
        let mut all = lookups();
        all.running.retain(|other| !Arc::ptr_eq(other, &self));
        all.alarms.iter().for_each(|alarm| alarm.ring());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_localhost_need_no_resolver() {
        for (host, addresses) in [
            ("127.0.0.1", "[127.0.0.1:0]"),
            ("::1", "[[::1]:0]"),
            ("2001:db8::1", "[[2001:db8::1]:0]"),
            ("localhost", "[[::1]:0, 127.0.0.1:0]"),
            ("LocalHost", "[[::1]:0, 127.0.0.1:0]"),
        ] {
            let known = Resolution::known(host).unwrap_or_default();
            assert_eq!(format!("{known:?}"), addresses);
        }
        for host in ["example.com", "localhost.example.com", "1.2.3"] {
            assert!(Resolution::known(host).is_none(), "{host}");
        }
    }
}
