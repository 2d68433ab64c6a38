//! Sentences for people before anybody says them: an id, and the values in its places.
//!
//! Whoever has something to say builds a [`Message`] with [`message!`](crate::message!); how it reads stands in `src/text/`,
//! one file a language. A message has no `Display` on purpose: a pure layer cannot say it, and nothing can decide by its
//! words. What the API server, kubectl, Argo Rollouts or Flagger say is text, never a message.

use std::cmp::Ordering;
use std::fmt;
use std::rc::Rc;

include!(concat!(env!("OUT_DIR"), "/ids.rs"));

/// A sentence, or a part of one.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Message {
    /// Which sentence.
    pub id: Id,
    /// Its values by the names of their places.
    pub values: Vec<(&'static str, Said)>,
}

/// Which sentence: its place among all of them, in the order of their ids in the language files.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Id(u16);

impl Id {
    /// Of what says nothing.
    pub const NOTHING: Self = Self(u16::MAX);

    /// Looked for by the compiler, which refuses an id without a sentence.
    pub const fn of(id: &str) -> Self {
        let (mut from, mut to) = (0, IDS.len());
        while from < to {
            let middle = usize::midpoint(from, to);
            match order(IDS[middle].as_bytes(), id.as_bytes()) {
                Ordering::Less => from = middle + 1,
                Ordering::Greater => to = middle,
                Ordering::Equal => return Self(middle as u16),
            }
        }
        panic!("no sentence has this id: add a line to src/text/en.txt");
    }

    pub fn place(self) -> usize {
        self.0.into()
    }
}

/// As `Ord` has it, which is not for constants.
const fn order(one: &[u8], other: &[u8]) -> Ordering {
    let mut at = 0;
    while at < one.len() && at < other.len() {
        if one[at] != other[at] {
            return if one[at] < other[at] { Ordering::Less } else { Ordering::Greater };
        }
        at += 1;
    }
    match (one.len() > at, other.len() > at) {
        (false, false) => Ordering::Equal,
        (false, true) => Ordering::Less,
        _ => Ordering::Greater,
    }
}

impl Default for Id {
    fn default() -> Self {
        Self::NOTHING
    }
}

impl fmt::Debug for Id {
    /// The id as it is written. In the page its place alone, for ids are no part of it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        #[cfg(not(target_arch = "wasm32"))]
        if let Some(id) = IDS.get(self.place()) {
            return f.write_str(id);
        }
        write!(f, "{}", self.0)
    }
}

/// What stands in a place of a message.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Said {
    /// A name, a path, a value or upstream's words: the same in every language.
    Text(String),
    /// A number, which a plural may depend on.
    Count(i64),
    /// How many pods, with the uids of these: whoever draws them can show which.
    Pods(Rc<[u32]>),
    /// A message within the message.
    Part(Message),
    /// Several, joined as the sentence joins them.
    Parts(Vec<Message>),
}

impl Message {
    /// A sentence without values so far. Written as `message!("id")`, so that the tests find it.
    pub fn new(id: Id) -> Self {
        Self { id, values: Vec::new() }
    }

    /// One more value.
    #[inline(never)] // Hundreds of places call it.
    pub fn put(&mut self, name: &'static str, value: Said) {
        self.values.push((name, value));
    }

    /// Says nothing.
    pub fn is_empty(&self) -> bool {
        self.id == Id::NOTHING
    }
}

/// How something is said: whoever prints hands it to a pure layer that lays out text for people.
pub type Say = fn(&Said) -> String;

/// A message: `message!("rollout-complete")`, `message!("rollout-complete", name)`,
/// `message!("pods-left", count = pods.len(), name)`.
///
/// The id is a literal, so that `tests/it/words.rs` can hold every call against the language files.
#[macro_export]
macro_rules! message {
    (@value $name:ident) => { $crate::message::Said::from($name) };
    (@value $name:ident $value:expr) => { $crate::message::Said::from($value) };
    ($id:literal $(,)?) => {
        $crate::message::Message::new(const { $crate::message::Id::of($id) })
    };
    ($id:literal $(, $name:ident $(= $value:expr)?)+ $(,)?) => {{
        let mut message = $crate::message!($id);
        $(message.put(stringify!($name), $crate::message!(@value $name $($value)?));)+
        message
    }};
}

impl Said {
    /// What is the same in every language; nothing of a message.
    pub fn as_text(&self) -> &str {
        match self {
            Self::Text(text) => text,
            _ => "",
        }
    }
}

impl From<String> for Said {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&String> for Said {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<&str> for Said {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<Rc<str>> for Said {
    fn from(text: Rc<str>) -> Self {
        Self::Text((*text).to_owned())
    }
}

impl From<&Rc<str>> for Said {
    fn from(text: &Rc<str>) -> Self {
        Self::Text((**text).to_owned())
    }
}

impl From<Message> for Said {
    fn from(part: Message) -> Self {
        Self::Part(part)
    }
}

impl From<Vec<Message>> for Said {
    fn from(parts: Vec<Message>) -> Self {
        Self::Parts(parts)
    }
}

/// One part, or none.
impl From<Option<Message>> for Said {
    fn from(part: Option<Message>) -> Self {
        Self::Parts(part.into_iter().collect())
    }
}

macro_rules! counts {
    ($($number:ty),*) => {$(
        impl From<$number> for Said {
            fn from(count: $number) -> Self {
                // Beyond i64 no plural differs, and no count of ours gets there.
                Self::Count(i64::try_from(count).unwrap_or(i64::MAX))
            }
        }
    )*};
}
counts!(i32, i64, u8, u16, u32, u64, usize);
