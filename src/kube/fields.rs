//! The macro by which a kind is a table of its fields.

/// Declares a mapping of a document: a struct, its table, how it is read and written. A row is a field:
///
/// `name: type = "name in the API" [(required) | (computed)] [in form,] [when when,] [default value | filled value];`
///
/// `default` is what stands where nothing is given; `filled` stands for an empty or zero value too, as upstream's defaults do
/// for fields that are no pointers. `in` says what a number may be and how it is written, `when` when it may change. `inert`
/// names rows that are validated and not acted on, `kept` fields that are not even rows: they stay in `rest`. `(required)` and
/// `(computed)` say what a content file holds (`Duty`): schemas are made of it, `podyard check` refuses. A mapping that
/// is none of Kubernetes' has neither. `settle` looks at the whole once it is read.
macro_rules! fields {
    (
        $(#[$meta:meta])*
        pub struct $name:ident ($label:literal $(, $of:literal)?) {
            $( $(#[doc = $doc:literal])* $field:ident: $ty:ty = $key:literal $(($duty:ident))? $($how:ident $value:expr),*; )*
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
                    #[cfg(not(target_arch = "wasm32"))]
                    duty: fields!(@duty $($duty)?),
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
                let mut read = Self::default();
                $( fields!(@read read.$field, reader, fields, $key $(, $how $value)*); )*
                $( read.rest = $crate::kube::rest::Rest::take($of, &fields, $kept); )?
                $( let settle: fn(&mut Self, &mut $crate::kube::reader::Reader, &$crate::kube::reader::Fields<'_>) = $settle;
                   settle(&mut read, reader, &fields); )?
                Some(read)
            }

            fn write(&self) -> Option<$crate::kube::tree::Node> {
                let mut mapping = $crate::kube::tree::Mapping::default();
                $( fields!(@write mapping, self.$field, $key, $ty $(, $how $value)*); )*
                $( fields!(@extend mapping, self, $of); )?
                mapping.end()
            }

            fn shown(&self) -> Option<$crate::kube::tree::Node> {
                let mut mapping = $crate::kube::tree::Mapping::default();
                $( fields!(@shown mapping, self.$field, $key $(, $how $value)*); )*
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
    (@duty) => { $crate::kube::form::Duty::Optional };
    (@duty required) => { $crate::kube::form::Duty::Required };
    (@duty computed) => { $crate::kube::form::Duty::Computed };
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
    (@read $place:expr, $reader:ident, $fields:ident, $key:literal, in $form:expr $(, $how:ident $value:expr)*) => {
        $reader.fill_number(&$fields, $key, &$form, &mut $place)
    };
    (@read $place:expr, $reader:ident, $fields:ident, $key:literal, filled $value:expr) => {
        $reader.fill_what_says(&$fields, $key, &mut $place)
    };
    (@read $place:expr, $reader:ident, $fields:ident, $key:literal $(, $how:ident $value:expr)*) => {
        $reader.fill(&$fields, $key, &mut $place)
    };
    (@write $mapping:ident, $value:expr, $key:literal, $ty:ty, in $form:expr $(, $how:ident $other:expr)*) => {
        $mapping.number($key, &$value, &$form, &fields!(@absent $ty, in $form $(, $how $other)*))
    };
    (@write $mapping:ident, $value:expr, $key:literal, $ty:ty, when $when:expr $(, $how:ident $other:expr)*) => {
        fields!(@write $mapping, $value, $key, $ty $(, $how $other)*)
    };
    (@write $mapping:ident, $value:expr, $key:literal, $ty:ty) => { $mapping.written($key, &$value) };
    (@write $mapping:ident, $value:expr, $key:literal, $ty:ty, $how:ident $other:expr) => {
        $mapping.written_unless($key, &$value, &$other)
    };
    (@shown $mapping:ident, $value:expr, $key:literal, in $form:expr $(, $how:ident $other:expr)*) => {
        $mapping.amount($key, &$value, &$form)
    };
    (@shown $mapping:ident, $value:expr, $key:literal, when $when:expr $(, $how:ident $other:expr)*) => {
        fields!(@shown $mapping, $value, $key $(, $how $other)*)
    };
    // Upstream's type is a pointer where there is a default for what is not given: 0 is shown too.
    (@shown $mapping:ident, $value:expr, $key:literal, default $other:expr) => { $mapping.always($key, &$value) };
    (@shown $mapping:ident, $value:expr, $key:literal $(, filled $other:expr)?) => { $mapping.shown($key, &$value) };
}
pub(crate) use fields;
