//! Conditions of metrics, evaluated in whole numbers with nine decimals, rounded down.
//!
//! Models utils/evaluate/evaluate.go of argoproj/argo-rollouts.

use std::fmt;

use super::expression::{Expr, Expression, ONE, number};

/// A value while an expression is evaluated.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Nil,
    Bool(bool),
    /// In billionths.
    Number(i128),
    Text(String),
    List(Vec<Value>),
    /// What a query gave: a list of one number, which counts as the number too.
    Result(i128),
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failed {
    /// The query gave nothing.
    NoData,
    /// The expression is none that can be evaluated so.
    Wrong(String),
}

impl Expression {
    /// Whether it holds of a result, in billionths; `None` where the query gave nothing.
    ///
    /// # Errors
    ///
    /// It needs a result and there is none, or it comes to no yes or no.
    pub fn holds(&self, result: Option<i128>) -> Result<bool, Failed> {
        let result = result.map_or(Value::Nil, Value::Result);
        match evaluate(&self.0, &result, None)? {
            Value::Bool(holds) => Ok(holds),
            Value::Nil => Err(Failed::NoData),
            other => Err(Failed::Wrong(format!("expected bool, but got {other}"))),
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Nil => "<nil>",
            Self::Bool(_) => "bool",
            Self::Number(_) => "float64",
            Self::Text(_) => "string",
            Self::List(_) | Self::Result(_) => "[]float64",
        })
    }
}

fn wrong<T>(words: String) -> Result<T, Failed> {
    Err(Failed::Wrong(words))
}

fn as_number(value: &Value) -> Result<i128, Failed> {
    match value {
        Value::Number(number) | Value::Result(number) => Ok(*number),
        Value::Nil => Err(Failed::NoData),
        other => wrong(format!("a number is wanted, not {other}")),
    }
}

fn as_bool(value: &Value) -> Result<bool, Failed> {
    match value {
        Value::Bool(holds) => Ok(*holds),
        Value::Nil => Err(Failed::NoData),
        other => wrong(format!("a bool is wanted, not {other}")),
    }
}

fn as_list(value: Value) -> Result<Vec<Value>, Failed> {
    match value {
        Value::List(list) => Ok(list),
        Value::Result(number) => Ok(vec![Value::Number(number)]),
        Value::Nil => Ok(Vec::new()),
        other => wrong(format!("a list is wanted, not {other}")),
    }
}

fn equal(left: &Value, right: &Value) -> Result<bool, Failed> {
    match (left, right) {
        (Value::Nil, Value::Nil) => Ok(true),
        (Value::Nil, _) | (_, Value::Nil) => {
            // Of a comparison with nil itself that is the answer; of one with a value that is missing it is none.
            Ok(false)
        }
        (Value::Text(left), Value::Text(right)) => Ok(left == right),
        (Value::Bool(left), Value::Bool(right)) => Ok(left == right),
        (Value::List(left), Value::List(right)) => Ok(left == right),
        (Value::List(list), Value::Result(one)) | (Value::Result(one), Value::List(list)) => {
            Ok(*list == [Value::Number(*one)])
        }
        (left, right) => Ok(as_number(left)? == as_number(right)?),
    }
}

fn binary(operator: &str, left: &Expr, right: &Expr, result: &Value, element: Option<&Value>) -> Result<Value, Failed> {
    let first = evaluate(left, result, element)?;
    // The second side is not looked at where the first decides.
    match operator {
        "&&" if !as_bool(&first)? => return Ok(Value::Bool(false)),
        "||" if as_bool(&first)? => return Ok(Value::Bool(true)),
        _ => {}
    }
    let second = evaluate(right, result, element)?;
    let named_nil = *left == Expr::Nil || *right == Expr::Nil;
    if matches!(operator, "==" | "!=") {
        if !named_nil && (first == Value::Nil || second == Value::Nil) {
            return Err(Failed::NoData);
        }
        return Ok(Value::Bool(equal(&first, &second)? == (operator == "==")));
    }
    if operator == "in" {
        for one in as_list(second)? {
            if equal(&first, &one)? {
                return Ok(Value::Bool(true));
            }
        }
        return Ok(Value::Bool(false));
    }
    if matches!(operator, "&&" | "||") {
        return as_bool(&second).map(Value::Bool);
    }
    let (a, b) = (as_number(&first)?, as_number(&second)?);
    let far = || Failed::Wrong("the number is too great".into());
    let divisor = if b == 0 { wrong("division by zero".into()) } else { Ok(b) };
    Ok(match operator {
        "<" => Value::Bool(a < b),
        "<=" => Value::Bool(a <= b),
        ">" => Value::Bool(a > b),
        ">=" => Value::Bool(a >= b),
        "+" => Value::Number(a.checked_add(b).ok_or_else(far)?),
        "-" => Value::Number(a.checked_sub(b).ok_or_else(far)?),
        "*" => Value::Number(a.checked_mul(b).ok_or_else(far)? / ONE),
        "/" => Value::Number(a.checked_mul(ONE).ok_or_else(far)? / divisor?),
        _ => Value::Number(a % divisor?),
    })
}

fn call(name: &str, values: &[Expr], result: &Value, element: Option<&Value>) -> Result<Value, Failed> {
    let first = evaluate(&values[0], result, element)?;
    let parsed = |text: &str| {
        let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
        number(digits).map(|number| sign * number).ok_or_else(|| Failed::Wrong(format!("{text:?} is no number")))
    };
    match name {
        "len" => match first {
            Value::Text(text) => Ok(Value::Number(ONE * i128::try_from(text.chars().count()).unwrap_or(0))),
            other => Ok(Value::Number(ONE * i128::try_from(as_list(other)?.len()).unwrap_or(0))),
        },
        "asFloat" | "asInt" => {
            let number = match &first {
                Value::Text(text) => parsed(text)?,
                other => as_number(other)?,
            };
            Ok(Value::Number(if name == "asInt" { number / ONE * ONE } else { number }))
        }
        // What is measured here is a number, or nothing at all.
        "isNaN" | "isInf" => as_number(&first).map(|_| Value::Bool(false)),
        "isNil" => Ok(Value::Bool(first == Value::Nil)),
        "default" if first == Value::Nil => evaluate(&values[1], result, element),
        "default" => Ok(first),
        _ => {
            let mut held = 0;
            let all = as_list(first)?;
            for one in &all {
                held += usize::from(as_bool(&evaluate(&values[1], result, Some(one))?)?);
            }
            Ok(Value::Bool(match name {
                "all" => held == all.len(),
                "any" => held > 0,
                "none" => held == 0,
                _ => held == 1,
            }))
        }
    }
}

fn evaluate(expr: &Expr, result: &Value, element: Option<&Value>) -> Result<Value, Failed> {
    let of = |expr: &Expr| evaluate(expr, result, element);
    Ok(match expr {
        Expr::Nil => Value::Nil,
        Expr::Bool(holds) => Value::Bool(*holds),
        Expr::Number(number) => Value::Number(*number),
        Expr::Text(text) => Value::Text(text.clone()),
        Expr::List(all) => Value::List(all.iter().map(of).collect::<Result<_, _>>()?),
        Expr::Result => result.clone(),
        Expr::Element => match element {
            Some(element) => element.clone(),
            None => return wrong("# stands outside of a predicate".into()),
        },
        Expr::Index(list, index) => {
            let (list, index) = (of(list)?, as_number(&of(index)?)?);
            if list == Value::Nil {
                return Ok(Value::Nil);
            }
            let list = as_list(list)?;
            let place = usize::try_from(index / ONE).ok().filter(|_| index % ONE == 0);
            match place.and_then(|place| list.get(place).cloned()) {
                Some(found) => found,
                None => return wrong(format!("index out of range: {} (array length is {})", index / ONE, list.len())),
            }
        }
        Expr::Not(inner) => Value::Bool(!as_bool(&of(inner)?)?),
        Expr::Minus(inner) => Value::Number(-as_number(&of(inner)?)?),
        Expr::Binary(operator, left, right) => binary(operator, left, right, result, element)?,
        Expr::If(condition, then, otherwise) => of(if as_bool(&of(condition)?)? { then } else { otherwise })?,
        Expr::Call(name, values) => call(name, values, result, element)?,
    })
}
