//! Access to mappings whose keys are anyone's choice: labels, annotations, resources.

use std::rc::Rc;

use litemap::LiteMap;

use crate::sim::object::{Labels, Name};

use super::quantity::Quantity;
use super::reader::{Fields, Reader};
use super::yaml::{Node, Value};

impl Reader {
    /// The pairs of a mapping whose keys are anyone's choice.
    fn pairs<'a>(&mut self, fields: &Fields<'a>, name: &str) -> Option<Vec<(&'a str, &'a Node, String)>> {
        let node = fields.get(name)?;
        let path = fields.at(name);
        let Value::Map(pairs) = &node.value else {
            return self.wrong(node, &path, "write a mapping: `key: value`, a pair a line");
        };
        let mut read: Vec<(&str, &Node, String)> = Vec::new();
        for (key, node) in pairs {
            let path = format!("{path}[{}]", key.text);
            if read.iter().any(|(before, ..)| *before == key.text) {
                self.problem(key.line, &path, "given twice", "keep one of the two");
            } else {
                read.push((&key.text, node, path));
            }
        }
        Some(read)
    }

    pub fn labels(&mut self, fields: &Fields<'_>, name: &str) -> Option<Labels> {
        let mut labels = LiteMap::new();
        for (key, node, path) in self.pairs(fields, name)? {
            if let Some(text) = self.text_of(node, &path) {
                labels.insert(Name::from(key), Name::from(text));
            }
        }
        Some(Rc::new(labels))
    }

    pub fn quantities(&mut self, fields: &Fields<'_>, name: &str) -> LiteMap<String, Quantity> {
        let mut quantities = LiteMap::new();
        for (key, node, path) in self.pairs(fields, name).unwrap_or_default() {
            let text = match &node.value {
                Value::Int(number) => number.to_string(),
                Value::Number(text) | Value::Text(text) => text.clone(),
                _ => String::new(),
            };
            match Quantity::parse(text.trim()) {
                Some(quantity) => {
                    quantities.insert(key.to_owned(), quantity);
                }
                None => self.wrong(node, &path, "write a quantity such as 250m, 2 or 128Mi").unwrap_or_default(),
            }
        }
        quantities
    }
}
