//! What a row of a table of `fields` comes to where it is read and written: one call, compiled once for each type. Written
//! out in four hundred rows the same took a twentieth of the page's program.

use super::field::Field;
use super::form::Form;
use super::number::{self, Number};
use super::reader::{Fields, Reader};
use super::tree::Mapping;

impl Reader {
    /// Into a field that holds what stands where nothing is given.
    #[inline(never)]
    pub fn fill<T: Field>(&mut self, fields: &Fields<'_>, name: &str, field: &mut T) {
        if let Some(read) = self.field(fields, name) {
            *field = read;
        }
    }

    /// The same; what is empty or zero is as good as not given.
    #[inline(never)]
    pub fn fill_what_says<T: Field>(&mut self, fields: &Fields<'_>, name: &str, field: &mut T) {
        if let Some(read) = self.field(fields, name).filter(|read| *read != T::absent()) {
            *field = read;
        }
    }

    /// The same of a number in one of the forms that have bounds.
    #[inline(never)]
    pub fn fill_number<T: Number>(&mut self, fields: &Fields<'_>, name: &str, form: &Form, field: &mut T) {
        if let Some(read) = self.number(fields, name, *form).and_then(T::of) {
            *field = read;
        }
    }
}

impl Mapping {
    /// A field, if something is given.
    #[inline(never)]
    pub fn written<T: Field>(&mut self, name: &str, field: &T) {
        self.written_unless(name, field, &T::absent());
    }

    /// A field, if it says something else than its default.
    #[inline(never)]
    pub fn written_unless<T: Field>(&mut self, name: &str, field: &T, default: &T) {
        if field != default {
            self.put(name, field.write());
        }
    }

    /// A number in one of the forms that have bounds, if it is not its default.
    #[inline(never)]
    pub fn number<T: Number + PartialEq>(&mut self, name: &str, number: &T, form: &Form, default: &T) {
        if number != default {
            self.amount(name, number, form);
        }
    }

    /// A number with its default written out.
    #[inline(never)]
    pub fn amount<T: Number>(&mut self, name: &str, number: &T, form: &Form) {
        self.put(name, number::write(number.number(), *form));
    }

    /// A field as the API server shows it.
    #[inline(never)]
    pub fn shown<T: Field>(&mut self, name: &str, field: &T) {
        self.put(name, field.shown());
    }

    /// A field with its default written out.
    #[inline(never)]
    pub fn always<T: Field>(&mut self, name: &str, field: &T) {
        self.put(name, field.write());
    }
}
