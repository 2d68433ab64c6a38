//! Fields: how each type is read from a tree and written into one, and the macro by which a kind is a table of them.

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

/// Declares a mapping of a document: a struct, its table, how it is read and written. A row is a field:
///
/// `name: type = "name in the API" [in form,] [when when,] [default value | filled value];`
///
/// `default` is what stands where nothing is given; `filled` stands for an empty or zero value too, as upstream's defaults do
/// for fields that are no pointers. `in` says what a number may be and how it is written, `when` when it may change. `inert`
/// names rows that are validated and not acted on, `kept` fields that are not even rows: they stay in `rest`. A mapping that
/// is none of Kubernetes' has neither. `settle` looks at the whole once it is read.
macro_rules! fields {
    (
        $(#[$meta:meta])*
        pub struct $name:ident ($label:literal $(, $of:literal)?) {
            $( $(#[doc = $doc:literal])* $field:ident: $ty:ty = $key:literal $($how:ident $value:expr),*; )*
        }
        $(inert $inert:expr, kept $kept:expr)? $(, settle $settle:expr)?
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $name {
            $( $(#[doc = $doc])* pub $field: $ty, )*
            $(
                /// What else stands there, kept as it is.
                pub rest: fields!(@rest $of),
            )?
        }

        impl $name {
            /// Its fields.
            pub const SHAPE: $crate::kube::form::Shape = $crate::kube::form::Shape {
                name: $label,
                rows: &[$($crate::kube::form::Row {
                    form: fields!(@form $ty $(, $how $value)*),
                    when: fields!(@when $($how $value),*),
                    #[cfg(not(target_arch = "wasm32"))]
                    about: concat!($($doc),*),
                    ..$crate::kube::form::Row::new($key, $crate::kube::form::Form::Bool)
                }),*],
                inert: &fields!(@names $($inert)?),
                kept: fields!(@kept $($kept)?),
            };
        }

        impl Default for $name {
            /// Where nothing is given.
            fn default() -> Self {
                Self {
                    $($field: fields!(@absent $ty $(, $how $value)*),)*
                    $(rest: $crate::kube::rest::Rest::of($of),)?
                }
            }
        }

        impl $crate::kube::field::Field for $name {
            const FORM: $crate::kube::form::Form = $crate::kube::form::Form::Mapping(&Self::SHAPE);

            fn absent() -> Self {
                Self::default()
            }

            fn read(
                reader: &mut $crate::kube::reader::Reader,
                node: &$crate::kube::tree::Node,
                path: &str,
            ) -> Option<Self> {
                let fields = reader.open(node, path, &Self::SHAPE);
                #[allow(unused_mut)]
                let mut read = Self {
                    $($field: fields!(@read reader, fields, $key, $ty $(, $how $value)*),)*
                    $(rest: $crate::kube::rest::Rest::take($of, &fields, $kept),)?
                };
                $( let settle: fn(&mut Self, &mut $crate::kube::reader::Reader, &$crate::kube::reader::Fields<'_>) = $settle;
                   settle(&mut read, reader, &fields); )?
                Some(read)
            }

            fn write(&self) -> Option<$crate::kube::tree::Node> {
                let mut mapping = $crate::kube::tree::Mapping::default();
                $(
                    if self.$field != fields!(@absent $ty $(, $how $value)*) {
                        mapping.put($key, fields!(@write self.$field $(, $how $value)*));
                    }
                )*
                $( fields!(@extend mapping, self, $of); )?
                mapping.end()
            }

            fn shown(&self) -> Option<$crate::kube::tree::Node> {
                let mut mapping = $crate::kube::tree::Mapping::default();
                $( mapping.put($key, fields!(@shown self.$field $(, $how $value)*)); )*
                $(
                    fields!(@extend mapping, self, $of);
                    $crate::kube::rest::fill_in($of, &mut mapping);
                )?
                mapping.end()
            }
        }
    };
    (@rest $of:literal) => { $crate::kube::rest::Rest };
    (@extend $mapping:ident, $self:ident, $of:literal) => { $mapping.extend($self.rest.fields()) };
    (@names) => { [] };
    (@names $names:expr) => { $names };
    (@kept) => { &[] };
    (@kept $names:expr) => { $names };
    (@form $ty:ty, in $form:expr $(, $how:ident $value:expr)*) => { $form };
    (@form $ty:ty $(, $how:ident $value:expr)*) => { <$ty as $crate::kube::field::Field>::FORM };
    (@when) => { $crate::kube::form::When::Ever };
    (@when when $when:expr $(, $how:ident $value:expr)*) => { $when };
    (@when $other:ident $ignored:expr $(, $how:ident $value:expr)*) => { fields!(@when $($how $value),*) };
    (@absent $ty:ty) => { <$ty as $crate::kube::field::Field>::absent() };
    (@absent $ty:ty, default $value:expr) => { $value };
    (@absent $ty:ty, filled $value:expr) => { $value };
    (@absent $ty:ty, in $form:expr) => { <$ty as $crate::kube::number::Number>::absent() };
    (@absent $ty:ty, in $form:expr, default $value:expr) => { $value };
    (@absent $ty:ty, in $form:expr, when $when:expr $(, $how:ident $value:expr)*) => {
        fields!(@absent $ty, in $form $(, $how $value)*)
    };
    (@absent $ty:ty, when $when:expr $(, $how:ident $value:expr)*) => { fields!(@absent $ty $(, $how $value)*) };
    (@read $reader:ident, $fields:ident, $key:literal, $ty:ty, in $form:expr $(, $how:ident $value:expr)*) => {
        $reader
            .number(&$fields, $key, $form)
            .and_then(<$ty as $crate::kube::number::Number>::of)
            .unwrap_or_else(|| fields!(@absent $ty, in $form $(, $how $value)*))
    };
    (@read $reader:ident, $fields:ident, $key:literal, $ty:ty, when $when:expr $(, $how:ident $value:expr)*) => {
        fields!(@read $reader, $fields, $key, $ty $(, $how $value)*)
    };
    (@read $reader:ident, $fields:ident, $key:literal, $ty:ty) => {
        $reader.field::<$ty>(&$fields, $key).unwrap_or_else(<$ty as $crate::kube::field::Field>::absent)
    };
    (@read $reader:ident, $fields:ident, $key:literal, $ty:ty, default $value:expr) => {
        $reader.field::<$ty>(&$fields, $key).unwrap_or_else(|| $value)
    };
    (@read $reader:ident, $fields:ident, $key:literal, $ty:ty, filled $value:expr) => {
        $reader
            .field::<$ty>(&$fields, $key)
            .filter(|read| *read != <$ty as $crate::kube::field::Field>::absent())
            .unwrap_or_else(|| $value)
    };
    (@write $value:expr, in $form:expr $(, $how:ident $other:expr)*) => {
        $crate::kube::number::write($crate::kube::number::Number::number(&$value), $form)
    };
    (@write $value:expr $(, $how:ident $other:expr)*) => { $crate::kube::field::Field::write(&$value) };
    (@shown $value:expr, in $form:expr $(, $how:ident $other:expr)*) => {
        fields!(@write $value, in $form $(, $how $other)*)
    };
    (@shown $value:expr, when $when:expr $(, $how:ident $other:expr)*) => {
        fields!(@shown $value $(, $how $other)*)
    };
    // Upstream's type is a pointer where there is a default for what is not given: 0 is shown too.
    (@shown $value:expr, default $other:expr) => { $crate::kube::field::Field::write(&$value) };
    (@shown $value:expr $(, filled $other:expr)?) => { $crate::kube::field::Field::shown(&$value) };
}
pub(crate) use fields;

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
            let text = match &node.value {
                Value::Int(number) => number.to_string(),
                Value::Number(text) | Value::Text(text) => text.clone(),
                _ => String::new(),
            };
            match Quantity::parse(text.trim()) {
                Some(quantity) => drop(quantities.insert(key.into(), quantity)),
                None => reader.wrong(node, &path, message!("manifest-write-quantity-such-250m")).unwrap_or_default(),
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
