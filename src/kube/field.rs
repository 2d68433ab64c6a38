//! Fields: how each type is read from a tree and written into one.

use std::rc::Rc;

use litemap::LiteMap;

use super::int_or_string::IntOrString;
use super::object::{Labels, Name};

use super::form::Form;
use super::quantity::Quantity;
use super::reader::{Fields, Reader};
use super::tree::{Key, Node, Value};

/// What can stand in a field of a manifest.
///
/// What is written is read again as the same value; what is as good as not written is not written.
pub trait Field: Clone + PartialEq {
    /// What it holds, for controls and documentation.
    const FORM: Form;

    /// Where the field is not given.
    fn absent() -> Self;

    /// Reads it; `None` if there is something wrong with it, of which the reader then knows.
    fn read(reader: &mut Reader, node: &Node, path: &str) -> Option<Self>;

    /// Writes it; `None` if there is nothing to write.
    fn write(&self) -> Option<Node>;

    /// Writes it as the API server shows it: defaults included, without what Go leaves out as empty.
    fn shown(&self) -> Option<Node> {
        if *self == Self::absent() { None } else { self.write() }
    }
}

/// What stands where something is given: of an empty value, the value, and of an empty mapping `{}`.
fn shown_as_given<T: Field>(value: &T) -> Node {
    value.shown().or_else(|| value.write()).unwrap_or_else(|| Value::Map(Vec::new()).into())
}

impl Reader {
    /// A field that is given, if it can be read.
    pub fn field<T: Field>(&mut self, fields: &Fields<'_>, name: &str) -> Option<T> {
        T::read(self, fields.get(name)?, &fields.at(name))
    }
}

impl Field for i32 {
    const FORM: Form = Form::Whole(i32::MIN as i64, i32::MAX as i64);
    fn absent() -> Self {
        0
    }
    fn read(reader: &mut Reader, node: &Node, path: &str) -> Option<Self> {
        let number = reader.whole(node, path, Self::MIN.into(), Self::MAX.into())?;
        Self::try_from(number).ok()
    }
    fn write(&self) -> Option<Node> {
        Some(Value::Int((*self).into()).into())
    }
}

impl Field for i64 {
    const FORM: Form = Form::Whole(i64::MIN, i64::MAX);
    fn absent() -> Self {
        0
    }
    fn read(reader: &mut Reader, node: &Node, path: &str) -> Option<Self> {
        reader.whole(node, path, Self::MIN, Self::MAX)
    }
    fn write(&self) -> Option<Node> {
        Some(Value::Int(*self).into())
    }
}

impl Field for bool {
    const FORM: Form = Form::Bool;
    fn absent() -> Self {
        false
    }
    fn read(reader: &mut Reader, node: &Node, path: &str) -> Option<Self> {
        match node.value {
            Value::Bool(value) => Some(value),
            _ => reader.wrong(node, path, message!("manifest-write-true-false-without")),
        }
    }
    fn write(&self) -> Option<Node> {
        Some(Value::Bool(*self).into())
    }
}

impl Field for Name {
    const FORM: Form = Form::Text;
    fn absent() -> Self {
        Self::default()
    }
    fn read(reader: &mut Reader, node: &Node, path: &str) -> Option<Self> {
        reader.text(node, path).map(Into::into)
    }
    fn write(&self) -> Option<Node> {
        Some(Value::Text(self.to_string()).into())
    }
}

impl Field for IntOrString {
    const FORM: Form = Form::IntOrString;
    fn absent() -> Self {
        Self::Int(0)
    }
    fn read(reader: &mut Reader, node: &Node, path: &str) -> Option<Self> {
        match &node.value {
            Value::Text(text) => Some(Self::String(text.as_str().into())),
            Value::Int(number) if i32::try_from(*number).is_ok() => i32::try_from(*number).ok().map(Self::Int),
            _ => reader.wrong(node, path, message!("manifest-write-whole-number-such-3")),
        }
    }
    fn write(&self) -> Option<Node> {
        Some(match self {
            Self::Int(number) => Value::Int((*number).into()).into(),
            Self::String(text) => Value::Text(text.to_string()).into(),
        })
    }
}

impl Field for Labels {
    const FORM: Form = Form::Labels;
    fn absent() -> Self {
        Self::default()
    }
    fn read(reader: &mut Reader, node: &Node, path: &str) -> Option<Self> {
        let mut labels = LiteMap::new();
        for (key, node, path) in reader.pairs(node, path)? {
            if let Some(text) = reader.text(node, &path) {
                labels.insert(Name::from(key), Name::from(text));
            }
        }
        Some(Rc::new(labels))
    }
    fn write(&self) -> Option<Node> {
        let pair = |(key, value): (&Name, &Name)| (Key::from(&**key), Value::Text(value.to_string()).into());
        (!self.is_empty()).then(|| Value::Map(self.iter().map(pair).collect()).into())
    }
}

impl Field for Quantity {
    const FORM: Form = Form::Written("500m");
    fn absent() -> Self {
        Self::ZERO
    }
    fn read(reader: &mut Reader, node: &Node, path: &str) -> Option<Self> {
        let text = match &node.value {
            Value::Int(number) => number.to_string(),
            Value::Number(text) | Value::Text(text) => text.clone(),
            _ => String::new(),
        };
        let quantity = Self::parse(text.trim());
        quantity.or_else(|| reader.wrong(node, path, message!("manifest-write-quantity-such-250m")))
    }
    fn write(&self) -> Option<Node> {
        Some(Value::Text(self.to_string()).into())
    }
}

/// Amounts of resources by their names.
pub type Quantities = LiteMap<Name, Quantity>;

impl Field for Quantities {
    const FORM: Form = Form::Quantities;
    fn absent() -> Self {
        Self::new()
    }
    fn read(reader: &mut Reader, node: &Node, path: &str) -> Option<Self> {
        let mut quantities = Self::new();
        for (key, node, path) in reader.pairs(node, path)? {
            if let Some(quantity) = Quantity::read(reader, node, &path) {
                quantities.insert(key.into(), quantity);
            }
        }
        Some(quantities)
    }
    fn write(&self) -> Option<Node> {
        let pair = |(key, value): (&Name, &Quantity)| (Key::from(&**key), Value::Text(value.to_string()).into());
        (!self.is_empty()).then(|| Value::Map(self.iter().map(pair).collect()).into())
    }
}

impl<T: Field> Field for Option<T> {
    const FORM: Form = T::FORM;
    fn absent() -> Self {
        None
    }
    fn read(reader: &mut Reader, node: &Node, path: &str) -> Option<Self> {
        T::read(reader, node, path).map(Some)
    }
    fn write(&self) -> Option<Node> {
        // That a mapping is there at all says something here.
        self.as_ref().map(|value| value.write().unwrap_or_else(|| Value::Map(Vec::new()).into()))
    }
    fn shown(&self) -> Option<Node> {
        self.as_ref().map(shown_as_given)
    }
}

impl<T: Field + 'static> Field for Vec<T> {
    const FORM: Form = Form::List(&T::FORM);
    fn absent() -> Self {
        Self::new()
    }
    fn read(reader: &mut Reader, node: &Node, path: &str) -> Option<Self> {
        let items = reader.items(node, path);
        Some(items.into_iter().filter_map(|(node, path)| T::read(reader, node, &path)).collect())
    }
    fn write(&self) -> Option<Node> {
        let item = |item: &T| item.write().unwrap_or_else(|| Value::Map(Vec::new()).into());
        (!self.is_empty()).then(|| Value::List(self.iter().map(item).collect()).into())
    }
    fn shown(&self) -> Option<Node> {
        (!self.is_empty()).then(|| Value::List(self.iter().map(shown_as_given).collect()).into())
    }
}
