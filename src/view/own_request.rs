//! A request that nobody sends: where it would go by the routes as the gateway has them, and why.

use crate::kube::int_or_string::IntOrString;
use crate::kube::object::Name;
use crate::message::Message;
use crate::sim::routing::{Destination, Head, Odds, Router, Verdict};
use crate::sorted;

use super::View;

/// A request as somebody writes it down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// `GET`, `POST` …
    pub method: String,
    /// Empty for none.
    pub host: String,
    /// With its query, e.g. `/cart?id=7`.
    pub path: String,
    /// A field on each line, e.g. `end-user: jason`.
    pub headers: String,
}

impl Default for Draft {
    fn default() -> Self {
        Self { method: "GET".into(), host: String::new(), path: "/".into(), headers: String::new() }
    }
}

impl Draft {
    /// What it says.
    ///
    /// # Errors
    ///
    /// The line of the header fields that is none, or a path that cannot be one.
    pub fn head(&self) -> Result<Head, Message> {
        if !self.path.starts_with('/') || self.path.contains(char::is_whitespace) {
            return Err(message!("own-request-path", path = &self.path));
        }
        let host = Some(self.host.trim()).filter(|host| !host.is_empty()).map(|host| ("host".into(), host.into()));
        let mut headers: Vec<(Name, Name)> = host.into_iter().collect();
        for (number, line) in (1..).zip(self.headers.lines()).filter(|(_, line)| !line.trim().is_empty()) {
            match line.split_once(':') {
                Some((name, value)) if is_token(name.trim()) => {
                    headers.push((name.trim().into(), value.trim().into()));
                }
                _ => return Err(message!("own-request-header", number, line)),
            }
        }
        Ok(Head::of(&self.method, &self.path, headers))
    }
}

/// A name that a header field may have: RFC 9110, `token`.
fn is_token(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

/// What would become of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnRequest {
    /// Where it can go, most likely first.
    pub goes: Vec<Message>,
    /// Every rule in the order tried, and why it takes the request or does not.
    pub verdicts: Vec<Verdict>,
}

impl View<'_> {
    /// What would become of a request now. Nothing is drawn and nothing sent.
    pub fn own_request(&self, head: &Head) -> OwnRequest {
        match self.cluster.router() {
            _ if !self.is_routed() => {
                let service = &self.cluster.world().clients.service;
                OwnRequest { goes: vec![message!("own-request-no-rules", service)], verdicts: Vec::new() }
            }
            (Some(router), _) => self.by_rules(router, head),
            (None, _) => OwnRequest { goes: vec![message!("own-request-no-route")], verdicts: Vec::new() },
        }
    }

    /// What the routes of a gateway can do with a request now.
    pub(super) fn odds_of(&self, router: &Router, head: &Head) -> Odds {
        let usable = |service: &str, port: Option<&IntOrString>| {
            self.cluster.backend(service, port)?;
            Ok(self.cluster.usable_endpoints(service).len())
        };
        router.odds(head, &usable)
    }

    fn by_rules(&self, router: &Router, head: &Head) -> OwnRequest {
        let Odds { mut to, mirrors } = self.odds_of(router, head);
        to.retain(|(_, weight)| *weight > 0);
        sorted::sort_by_key(&mut to, |(_, weight)| std::cmp::Reverse(*weight));
        let total: i64 = to.iter().map(|(_, weight)| weight).sum();
        let goes = to.iter().map(|(destination, weight)| {
            let to = match destination {
                Destination::Service(service) => message!("own-request-service", service),
                Destination::Status(status, why) => message!("own-request-status", status = *status, why = why.said()),
            };
            if *weight == total { to } else { message!("own-request-part", to, percent = percent(*weight, total)) }
        });
        let copies =
            mirrors.iter().map(|(service, [some, of])| message!("own-request-copy", service, some = *some, of = *of));
        OwnRequest { goes: goes.chain(copies).collect(), verdicts: router.explain(head) }
    }
}

/// A part in percent with one digit: 1 of 3 is `33.3`.
fn percent(some: i64, all: i64) -> String {
    let tenths = (some * 2_000 + all) / (all * 2);
    format!("{}.{}", tenths / 10, tenths % 10)
}
