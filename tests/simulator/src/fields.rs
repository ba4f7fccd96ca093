//! The `fields` parameter of a list: the attributes and children that a response shows.

use crate::catalogue::{Item, Kind};
use crate::element::Element;
use std::sync::Arc;

/// The attributes and children of an item that a response shows.
pub enum Fields<'a> {
    Default,
    All,
    Named {
        item: &'static str,
        with_default: bool,
        names: Vec<&'a str>,
    },
}

impl<'a> Fields<'a> {
    pub fn parse(text: &'a str, kind: &Kind) -> Self {
        let names: Vec<&str> = text.split(',').map(str::trim).collect();
        if names.contains(&"_all_") {
            Self::All
        } else if names == ["_default_"] {
            Self::Default
        } else {
            Self::Named {
                item: kind.item,
                with_default: names.contains(&"_default_"),
                names,
            }
        }
    }

    pub fn of(&self, item: &Item) -> Arc<Element> {
        match self {
            Self::Default => Arc::clone(&item.brief),
            Self::All => Arc::clone(&item.full),
            Self::Named {
                item: kind,
                with_default,
                names,
            } => {
                let keep = |name: &str| {
                    let named = |wanted: &&str| {
                        *wanted == name
                            || wanted
                                .strip_prefix(kind)
                                .and_then(|rest| rest.strip_prefix('.'))
                                == Some(name)
                    };
                    names.iter().any(named) || (*with_default && item.brief.has(name))
                };
                Arc::new(item.full.select(&keep))
            }
        }
    }
}
