//! Why a gateway answers by itself.

use crate::message::Said;

/// Why a request gets no answer of a backend, or why a backend is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// There is no route at all.
    NoRoute,
    /// No rule of a route matches.
    NoRule,
    /// The rule that matches has no backend with a weight above 0.
    NoWeight,
    /// `BackendNotFound`.
    NoService,
    /// `BackendNotFound`: the Service has no such port.
    NoPort,
    /// The Service has no endpoint in use.
    NoEndpoint,
    /// A RequestRedirect.
    Redirected,
    /// `InvalidKind`: the backend is no Service.
    NoServiceKind,
    /// `RefNotPermitted`: it is in another namespace, and there is no ReferenceGrant.
    NotPermitted,
    /// What the proxy itself notes, in its words.
    Proxy(&'static str),
}

impl Why {
    /// For people.
    pub fn said(self) -> Said {
        match self {
            Self::NoRoute => message!("why-no-route").into(),
            Self::NoRule => message!("why-no-rule").into(),
            Self::NoWeight => message!("why-no-weight").into(),
            Self::NoService => message!("why-no-service").into(),
            Self::NoPort => message!("why-no-port").into(),
            Self::NoEndpoint => message!("why-no-endpoint").into(),
            Self::Redirected => message!("why-redirected").into(),
            Self::NoServiceKind => message!("why-no-service-kind").into(),
            Self::NotPermitted => message!("why-not-permitted").into(),
            Self::Proxy(words) => words.into(),
        }
    }
}
