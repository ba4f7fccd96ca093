//! The addresses of a host. Resolving a name cannot be interrupted, so threads of their own do
//! it, one for each family of addresses: a resolver that answers for one only does not delay
//! the call. A call that ends before leaves its threads behind; they end by the resolver's own
//! limits, and until then a call that asks for the same name joins them.

use crate::platform::{self, Alarm, Family, PerProcess, resolve};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

/// How many threads resolve names at once in a process. A call that would need another one
/// waits for one of them to end.
const MAX_LOOKUPS: usize = 8;
/// How many addresses of a family are taken.
const MAX_ADDRESSES: usize = 64;
/// What is this machine, whatever a name server says.
const LOCALHOST: &str = "localhost";

/// What a lookup found, or why it found nothing.
type Found = Result<Vec<SocketAddr>, String>;

/// A name that is being resolved to the addresses of a family, by a thread.
struct Lookup {
    host: String,
    family: Family,
    found: OnceLock<Found>,
}

/// All lookups of this process.
#[derive(Default)]
struct Lookups {
    under_way: Vec<Arc<Lookup>>,
    /// Those of the calls that wait for one of them.
    alarms: Vec<Arc<Alarm>>,
}

fn lookups() -> MutexGuard<'static, Lookups> {
    static ALL: PerProcess<Mutex<Lookups>> = PerProcess::new();
    ALL.get().lock().unwrap_or_else(PoisonError::into_inner)
}

/// A host whose addresses a call wants.
pub struct Resolution {
    host: String,
    alarm: Arc<Alarm>,
    /// IPv4 first: where there is room for one thread only, it is the one to have.
    parts: Vec<Part>,
}

struct Part {
    family: Family,
    /// `None`: there is no thread for it.
    lookup: Option<Arc<Lookup>>,
    is_taken: bool,
}

/// What has become known of the addresses of a family.
pub enum News {
    /// Nothing that was not known before.
    None,
    /// These of one family, maybe none.
    Addresses(Vec<SocketAddr>),
    /// There are none, for this reason.
    Failure(String),
}

impl Resolution {
    /// The addresses of what needs no name server. All addresses here are without a port.
    pub fn known(host: &str) -> Option<Vec<SocketAddr>> {
        if let Ok(address) = host.parse() {
            return Some(vec![SocketAddr::new(address, 0)]);
        }
        let is_localhost = host.eq_ignore_ascii_case(LOCALHOST);
        let own = [Ipv6Addr::LOCALHOST.into(), Ipv4Addr::LOCALHOST.into()];
        is_localhost.then(|| own.map(|address| SocketAddr::new(address, 0)).into())
    }

    /// Begins; the alarm rings when there may be news.
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

    /// What is new since the last time.
    pub fn news(&mut self) -> News {
        for part in &mut self.parts {
            if part.lookup.is_none() && !part.is_taken {
                match find(&self.host, part.family) {
                    Ok(lookup) => part.lookup = lookup,
                    Err(reason) => {
                        part.is_taken = true;
                        return News::Failure(reason);
                    }
                }
            }
        }
        for part in self.parts.iter_mut().filter(|part| !part.is_taken) {
            let found = part.lookup.as_ref().and_then(|lookup| lookup.found.get());
            if let Some(found) = found {
                part.is_taken = true;
                return match found {
                    Ok(addresses) => News::Addresses(addresses.clone()),
                    Err(reason) => News::Failure(reason.clone()),
                };
            }
        }
        News::None
    }

    /// Whether there may be news without another lookup's end.
    pub fn has_news(&self) -> bool {
        let mut open = self.parts.iter().filter(|part| !part.is_taken);
        open.any(|part| match &part.lookup {
            Some(lookup) => lookup.found.get().is_some(),
            None => lookups().under_way.len() < MAX_LOOKUPS,
        })
    }

    /// Whether no news will come.
    pub fn is_over(&self) -> bool {
        self.parts.iter().all(|part| part.is_taken)
    }

    /// Whether addresses of a family may still come.
    pub fn expects(&self, family: Family) -> bool {
        let mut parts = self.parts.iter();
        parts.any(|part| part.family == family && !part.is_taken)
    }
}

impl Drop for Resolution {
    fn drop(&mut self) {
        let alarms = &mut lookups().alarms;
        if let Some(own) = alarms
            .iter()
            .position(|other| Arc::ptr_eq(other, &self.alarm))
        {
            alarms.swap_remove(own);
        }
    }
}

/// The lookup of a name that is under way, or a new one; `None` if there is no room for it now.
fn find(host: &str, family: Family) -> Result<Option<Arc<Lookup>>, String> {
    let mut all = lookups();
    let mut under_way = all.under_way.iter();
    let is_same = |lookup: &&Arc<Lookup>| lookup.host == host && lookup.family == family;
    if let Some(same) = under_way.find(is_same) {
        return Ok(Some(Arc::clone(same)));
    }
    if all.under_way.len() >= MAX_LOOKUPS {
        return Ok(None);
    }
    let lookup = Arc::new(Lookup {
        host: host.to_owned(),
        family,
        found: OnceLock::new(),
    });
    let own = Arc::clone(&lookup);
    let started = platform::start_thread("tsc-resolve", move || own.run());
    started.map_err(|error| format!("no thread for it: {error}"))?;
    all.under_way.push(Arc::clone(&lookup));
    Ok(Some(lookup))
}

impl Lookup {
    fn run(self: Arc<Lookup>) {
        let found = resolve(&self.host, self.family, MAX_ADDRESSES);
        let _ = self.found.set(found);
        let mut all = lookups();
        all.under_way.retain(|other| !Arc::ptr_eq(other, &self));
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
