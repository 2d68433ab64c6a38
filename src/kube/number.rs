//! Numbers with bounds and units: how they are written in a document and kept in a struct. No floating point.

use super::field::Field;
use super::form::Form;
use super::quantity::Quantity;
use super::reader::{Fields, Reader};
use super::tree::{Node, Value};

/// A number that a struct keeps, of whichever type. What it may be stands in its row's [`Form`].
pub trait Number: Sized {
    /// Where nothing is given.
    fn absent() -> Self;

    /// From a number that is within its bounds; `None` if the type is too small for it.
    fn of(number: i64) -> Option<Self>;

    /// The number; `None` if there is none.
    fn number(&self) -> Option<i64>;
}

macro_rules! numbers {
    ($($ty:ty),*) => { $(
        impl Number for $ty {
            fn absent() -> Self {
                0
            }
            fn of(number: i64) -> Option<Self> {
                number.try_into().ok()
            }
            fn number(&self) -> Option<i64> {
                (*self).try_into().ok()
            }
        }
    )* };
}
numbers!(u32, u64);

impl<T: Number> Number for Option<T> {
    fn absent() -> Self {
        None
    }
    fn of(number: i64) -> Option<Self> {
        T::of(number).map(Some)
    }
    fn number(&self) -> Option<i64> {
        self.as_ref().and_then(T::number)
    }
}

impl Field for u64 {
    const FORM: Form = Form::Whole(0, i64::MAX);
    fn absent() -> Self {
        0
    }
    fn read(reader: &mut Reader, node: &Node, path: &str) -> Option<Self> {
        match &node.value {
            Value::Number(text) if text.parse::<Self>().is_ok() => text.parse().ok(),
            _ => reader.whole(node, path, 0, i64::MAX).and_then(Self::of),
        }
    }
    fn write(&self) -> Option<Node> {
        Some(self.number().map_or_else(|| Value::Number(self.to_string()), Value::Int).into())
    }
}

impl Reader {
    /// A number that is given in one of the forms that have bounds, in the unit in which it is kept: ms for seconds.
    pub fn number(&mut self, fields: &Fields<'_>, name: &str, form: Form) -> Option<i64> {
        let (node, path) = (fields.get(name)?, fields.at(name));
        match form {
            Form::Whole(min, max) => self.whole(node, &path, min, max),
            Form::Seconds(min, max) => {
                let read = match &node.value {
                    Value::Int(seconds) => seconds.checked_mul(1_000),
                    Value::Number(text) => thousandths(text),
                    _ => None,
                };
                read.filter(|ms| (min..=max).contains(ms)).or_else(|| {
                    let (min, max) = (seconds(min), seconds(max));
                    self.wrong(node, &path, message!("manifest-write-seconds-from-most", min, max))
                })
            }
            Form::Amount(min, max, unit) => {
                let read = match &node.value {
                    Value::Int(number) => Quantity::parse(&number.to_string()),
                    Value::Number(text) | Value::Text(text) => Quantity::parse(text.trim()),
                    _ => None,
                };
                let read = read.and_then(|read| units(read, unit)).filter(|number| (min..=max).contains(number));
                read.or_else(|| {
                    let [min, max] = [min, max].map(|bound| amount(bound, unit));
                    self.wrong(node, &path, message!("manifest-write-quantity-from", min, max))
                })
            }
            _ => None,
        }
    }
}

/// A number in one of these forms; `None` if there is none.
pub fn write(number: Option<i64>, form: Form) -> Option<Node> {
    let number = number?;
    let value = match form {
        Form::Seconds(..) if number % 1_000 == 0 => Value::Int(number / 1_000),
        Form::Seconds(..) => Value::Number(seconds(number)),
        Form::Amount(_, _, unit) => Value::Text(amount(number, unit)),
        _ => Value::Int(number),
    };
    Some(value.into())
}

/// Milliseconds as seconds: 1,500 is `1.5`.
pub fn seconds(ms: i64) -> String {
    let text = format!("{}.{:03}", ms / 1_000, ms % 1_000);
    text.trim_end_matches('0').trim_end_matches('.').into()
}

/// `1.5` is 1,500; `None` for what is no number from 0 on with at most three decimals.
fn thousandths(text: &str) -> Option<i64> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(decimals) || decimals.trim_end_matches('0').len() > 3 {
        return None;
    }
    let decimals: i64 = format!("{decimals:0<3}")[..3].parse().ok()?;
    whole.parse::<i64>().ok()?.checked_mul(1_000)?.checked_add(decimals)
}

/// So many units as a quantity in its canonical form: 4,000 `m` are `4`, 2,048 `Mi` are `2Gi`.
pub fn amount(number: i64, unit: &str) -> String {
    Quantity::parse(&format!("{number}{unit}")).map_or_else(String::new, |quantity| quantity.to_string())
}

/// A quantity in units, rounded up.
fn units(quantity: Quantity, unit: &str) -> Option<i64> {
    let one = Quantity::parse(&format!("1{unit}"))?.nano();
    let whole = quantity.nano().div_euclid(one) + i128::from(quantity.nano().rem_euclid(one) != 0);
    i64::try_from(whole).ok()
}

/// A number with at most three decimals, in thousandths: a bound of a metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Decimal(pub i64);

impl Field for Decimal {
    const FORM: Form = Form::Written("99.5");
    fn absent() -> Self {
        Self(0)
    }
    fn read(reader: &mut Reader, node: &Node, path: &str) -> Option<Self> {
        let read = match &node.value {
            Value::Int(number) => number.checked_mul(1_000).filter(|number| *number >= 0),
            Value::Number(text) => thousandths(text),
            _ => None,
        };
        let read = read.map(Self);
        read.or_else(|| reader.wrong(node, path, message!("manifest-write-number-from-0")))
    }
    fn write(&self) -> Option<Node> {
        let whole = self.0 % 1_000 == 0;
        let value = if whole { Value::Int(self.0 / 1_000) } else { Value::Number(seconds(self.0)) };
        Some(value.into())
    }
}

/// Declares an enumeration as a field that holds one of some words; the first is what stands where none is given.
macro_rules! words {
    ($ty:ty { $($word:literal => $value:expr),* $(,)? }) => {
        impl $crate::kube::field::Field for $ty {
            const FORM: $crate::kube::form::Form = $crate::kube::form::Form::OneOf(&[$($word),*]);
            fn absent() -> Self {
                [$($value),*][0]
            }
            fn read(
                reader: &mut $crate::kube::reader::Reader,
                node: &$crate::kube::tree::Node,
                path: &str,
            ) -> Option<Self> {
                reader.one_of(node, path, &[$($word),*]).map(|place| [$($value),*][place])
            }
            fn write(&self) -> Option<$crate::kube::tree::Node> {
                let place = [$($value),*].iter().position(|value| value == self)?;
                Some($crate::kube::tree::Value::Text([$($word),*][place].into()).into())
            }
        }
    };
}
pub(crate) use words;

impl Reader {
    /// A field that is given must hold one of some words.
    pub fn field_of(&mut self, fields: &Fields<'_>, name: &str, words: &[&str]) {
        if let Some(node) = fields.get(name) {
            self.one_of(node, &fields.at(name), words);
        }
    }

    /// Which of some words stands there.
    pub fn one_of(&mut self, node: &Node, path: &str, words: &[&str]) -> Option<usize> {
        let place = match &node.value {
            Value::Text(text) => words.iter().position(|word| word == text),
            _ => None,
        };
        place.or_else(|| {
            let (last, others) = words.split_last().unwrap_or((&"", &[]));
            let fix = message!("manifest-write-one-of", others = others.join(", "), last = *last);
            if let Value::Text(text) = &node.value {
                self.problem(node.line, path, message!("manifest-unsupported-value", text = format!("{text:?}")), fix);
                return None;
            }
            self.wrong(node, path, fix)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_have_up_to_three_decimals() {
        let cases = [
            ("0", Some(0)),
            ("1.5", Some(1_500)),
            ("0.001", Some(1)),
            ("2.0000", Some(2_000)),
            ("0.0001", None),
            (".5", None),
            ("1e3", None),
            ("-1", None),
            ("9223372036854775807", None),
        ];
        for (text, expected) in cases {
            assert_eq!(thousandths(text), expected, "{text}");
        }
        let written: Vec<String> = [0, 1, 1_500, 20_000, 60_010].map(seconds).into();
        assert_eq!(written, ["0", "0.001", "1.5", "20", "60.01"]);
    }

    #[test]
    fn amounts_in_their_units() {
        let cases = [("m", "4", 4_000, "4"), ("m", "250m", 250, "250m"), ("Mi", "16Gi", 16_384, "16Gi")];
        for (unit, text, number, written) in cases {
            assert_eq!(Quantity::parse(text).and_then(|read| units(read, unit)), Some(number), "{text}");
            assert_eq!(amount(number, unit), written, "{text}");
        }
        assert_eq!(Quantity::parse("1M").and_then(|read| units(read, "Mi")), Some(1), "rounded up");
    }
}
