//! The head of a request, as far as routes look at it.

use std::borrow::Cow;

use crate::kube::object::Name;

/// What a request says before its body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// `GET`, `POST` …
    pub method: Name,
    /// Begins with `/`; without the query.
    pub path: Name,
    /// Names and values after the `?`.
    pub query: Vec<(Name, Name)>,
    /// Header fields in the order sent. Cookies are in the field `cookie`.
    pub headers: Vec<(Name, Name)>,
}

impl Head {
    /// `GET` of a path with these header fields.
    pub fn get(path: &str, headers: &[(&str, &str)]) -> Self {
        let headers = headers.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        Self { method: "GET".into(), path: path.into(), query: Vec::new(), headers }
    }

    /// A request of a method for a path, which a query may follow, with these header fields.
    pub fn of(method: &str, target: &str, headers: Vec<(Name, Name)>) -> Self {
        let (path, behind) = target.split_once('?').unwrap_or((target, ""));
        Self { method: method.into(), path: path.into(), query: query(behind), headers }
    }

    /// The value of a header field; names are the same in any case. Of several with one name the values are joined by commas,
    /// as Envoy's matchers see them.
    pub fn header(&self, name: &str) -> Option<Cow<'_, str>> {
        joined(self.headers.iter().filter(|(other, _)| other.eq_ignore_ascii_case(name)), ",")
    }

    /// The same as nginx' `$http_…` has it: `-` and `_` are one sign in the name asked for, and fields whose own name has a `_`
    /// are dropped (`underscores_in_headers off`).
    pub fn nginx_header(&self, name: &str) -> Option<Cow<'_, str>> {
        let same = |other: &str| {
            let sign = |sign: u8| if sign == b'_' { b'-' } else { sign.to_ascii_lowercase() };
            !other.contains('_') && other.bytes().map(sign).eq(name.bytes().map(sign))
        };
        joined(self.headers.iter().filter(|(other, _)| same(other)), ", ")
    }

    /// The host that it is for, in small letters and without a port; empty if it names none.
    pub fn host(&self) -> Name {
        let host = self.header("host").unwrap_or_default().to_ascii_lowercase();
        host.split(':').next().unwrap_or_default().into()
    }

    /// The first value of a query parameter; its name is taken literally.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(other, _)| **other == *name).map(|(_, value)| &**value)
    }

    /// The value of a cookie as nginx' `$cookie_…` has it: `beta` for `group` in `user=ana; Group=beta`. Its name knows no case.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies().find(|(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// All cookies.
    pub fn cookies(&self) -> impl Iterator<Item = (&str, &str)> {
        let fields = self.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("cookie"));
        fields.flat_map(|(_, value)| value.split(';')).filter_map(|pair| {
            let (name, value) = pair.split_once('=')?;
            Some((name.trim(), value.trim()))
        })
    }
}

fn joined<'a>(fields: impl Iterator<Item = &'a (Name, Name)>, between: &str) -> Option<Cow<'a, str>> {
    let join = |all: Cow<'a, str>, (_, next): &'a (Name, Name)| Cow::Owned(format!("{all}{between}{next}"));
    let mut fields = fields.peekable();
    let first = fields.next().map(|(_, value)| Cow::Borrowed(&**value))?;
    Some(fields.fold(first, join))
}

/// Whether any client can put this header field on its request, so that a rule on it is no protection. Only what the
/// gateway itself writes over cannot be forged.
pub fn can_be_forged(header: &str) -> bool {
    !["x-forwarded-proto", "x-request-id", "x-envoy-external-address"].contains(&&*header.to_ascii_lowercase())
}

/// `a=1&b=x+y%21` by names and values.
pub fn query(text: &str) -> Vec<(Name, Name)> {
    let pair = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (decoded(name), decoded(value))
    };
    text.split('&').filter(|pair| !pair.is_empty()).map(pair).collect()
}

fn decoded(text: &str) -> Name {
    let (mut bytes, mut rest) = (Vec::new(), text.as_bytes());
    while let Some((first, after)) = rest.split_first() {
        let hex = after.get(..2).and_then(|two| u8::from_str_radix(std::str::from_utf8(two).ok()?, 16).ok());
        rest = after;
        match (first, hex) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            (b'+', _) => bytes.push(b' '),
            _ => bytes.push(*first),
        }
    }
    String::from_utf8_lossy(&bytes).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_and_cookies() {
        let head =
            Head::get("/", &[("End-User", "jason"), ("end-user", "ana"), ("Cookie", "user=jason; group=beta;x=")]);
        let headers =
            [("end-user", Some("jason,ana")), ("END-USER", Some("jason,ana")), ("end", None), ("end_user", None)];
        for (name, value) in headers {
            assert_eq!(head.header(name).as_deref(), value, "header {name}");
        }
        let nginx = Head::get("/", &[("X-Group", "a"), ("x_group", "b"), ("x-twice", "never"), ("X-Twice", "always")]);
        let headers = [("x_group", Some("a")), ("x-group", Some("a")), ("x-twice", Some("never, always")), ("x", None)];
        for (name, value) in headers {
            assert_eq!(nginx.nginx_header(name).as_deref(), value, "header {name}");
        }
        let cookies = [
            ("user", Some("jason")),
            ("group", Some("beta")),
            ("x", Some("")),
            ("User", Some("jason")),
            ("beta", None),
        ];
        for (name, value) in cookies {
            assert_eq!(head.cookie(name), value, "cookie {name}");
        }
    }
}
