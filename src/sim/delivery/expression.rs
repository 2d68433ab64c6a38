//! Conditions of metrics, read: the expressions Argo Rollouts evaluates a measurement with.
//!
//! Models the part of github.com/expr-lang/expr that conditions are written in: literals, `result`, `result[0]`, comparisons,
//! `&& || !` or `and or not`, `+ - * / %`, `in`, `? :`, lists, `len`, `all`, `any`, `none`, `one` with `#`, and the functions
//! of utils/evaluate/evaluate.go of argoproj/argo-rollouts. Left out: maps, strings' own operators, other closures.

/// Numbers are kept in billionths.
pub const ONE: i128 = 1_000_000_000;

/// How deep an expression may nest: one of a person's hand is far from it.
const DEEPEST: usize = 64;

/// An expression, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Expr {
    Nil,
    Bool(bool),
    Number(i128),
    Text(String),
    List(Vec<Expr>),
    Result,
    /// `#`, the element that is looked at.
    Element,
    Index(Box<Expr>, Box<Expr>),
    Not(Box<Expr>),
    Minus(Box<Expr>),
    Binary(&'static str, Box<Expr>, Box<Expr>),
    If(Box<Expr>, Box<Expr>, Box<Expr>),
    Call(&'static str, Vec<Expr>),
}

/// Functions, and how many values each takes.
const FUNCTIONS: [(&str, usize); 11] = [
    ("asFloat", 1),
    ("asInt", 1),
    ("isNaN", 1),
    ("isInf", 1),
    ("isNil", 1),
    ("len", 1),
    ("default", 2),
    ("all", 2),
    ("any", 2),
    ("none", 2),
    ("one", 2),
];

/// Two-sided operators, the loosest first.
const OPERATORS: [&[&str]; 6] =
    [&["||", "or"], &["&&", "and"], &["==", "!="], &["<=", ">=", "<", ">", "in"], &["+", "-"], &["*", "/", "%"]];

/// An expression that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expression(pub(super) Expr);

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Number(i128),
    Text(String),
    Word(String),
    Sign(&'static str),
}

const SIGNS: [&str; 24] = [
    "&&", "||", "==", "!=", "<=", ">=", "<", ">", "!", "(", ")", "[", "]", "{", "}", ",", "+", "-", "*", "/", "%", "?",
    ":", "#",
];

fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let length_of = |part: &dyn Fn(char) -> bool| rest.find(|sign| !part(sign)).unwrap_or(rest.len());
        let length = if first.is_ascii_digit() || first == '.' {
            let length = length_of(&|sign| sign.is_ascii_digit() || sign == '.' || sign == '_');
            found.push(Token::Number(
                number(&rest[..length]).ok_or_else(|| format!("bad number {:?}", &rest[..length]))?,
            ));
            length
        } else if first.is_ascii_alphabetic() || first == '_' {
            let length = length_of(&|sign| sign.is_ascii_alphanumeric() || sign == '_');
            found.push(Token::Word(rest[..length].into()));
            length
        } else if first == '"' || first == '\'' {
            let end = rest[1..].find(first).ok_or("literal not terminated")?;
            found.push(Token::Text(rest[1..=end].into()));
            end + 2
        } else {
            let sign = SIGNS.iter().find(|sign| rest.starts_with(**sign));
            let sign = sign.ok_or_else(|| format!("unrecognized character: {first:?}"))?;
            found.push(Token::Sign(sign));
            sign.len()
        };
        rest = rest[length..].trim_start();
    }
    Ok(found)
}

/// `0.95` in billionths.
pub(super) fn number(text: &str) -> Option<i128> {
    let text = text.replace('_', "");
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    if part.len() > 9 || part.contains('.') || whole.is_empty() && part.is_empty() {
        return None;
    }
    let whole: i128 = if whole.is_empty() { 0 } else { whole.parse().ok().filter(|it: &i128| *it < ONE * ONE)? };
    let digits = format!("{part:0<9}");
    Some(whole * ONE + digits.parse::<i128>().ok()?)
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
}

impl Parser {
    fn takes(&mut self, word: &str) -> bool {
        let found = match self.tokens.get(self.at) {
            Some(Token::Sign(sign)) => *sign == word,
            Some(Token::Word(found)) => found == word,
            _ => false,
        };
        self.at += usize::from(found);
        found
    }

    fn wants(&mut self, sign: &str) -> Result<(), String> {
        if self.takes(sign) { Ok(()) } else { Err(format!("unexpected {}, {sign:?} is missing", self.here())) }
    }

    fn here(&self) -> String {
        match self.tokens.get(self.at) {
            None => "end of the expression".into(),
            Some(Token::Sign(sign)) => format!("{sign:?}"),
            Some(Token::Word(word)) => format!("{word:?}"),
            Some(_) => "literal".into(),
        }
    }

    fn whole(&mut self) -> Result<Expr, String> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err("it is nested too deep".into());
        }
        let condition = self.binary(0)?;
        let read = if self.takes("?") {
            let then = self.whole()?;
            self.wants(":")?;
            Expr::If(Box::new(condition), Box::new(then), Box::new(self.whole()?))
        } else {
            condition
        };
        self.depth -= 1;
        Ok(read)
    }

    fn binary(&mut self, level: usize) -> Result<Expr, String> {
        let Some(operators) = OPERATORS.get(level) else { return self.unary() };
        let mut left = self.binary(level + 1)?;
        loop {
            let negated = level == 3 && self.tokens.get(self.at) == Some(&Token::Word("not".into()));
            if negated {
                self.at += 1;
            }
            let Some(found) = operators.iter().find(|operator| self.takes(operator)) else {
                return if negated { Err("unexpected \"not\"".into()) } else { Ok(left) };
            };
            let operator = match *found {
                "or" => "||",
                "and" => "&&",
                other => other,
            };
            let whole = Expr::Binary(operator, Box::new(left), Box::new(self.binary(level + 1)?));
            left = if negated { Expr::Not(Box::new(whole)) } else { whole };
        }
    }

    fn unary(&mut self) -> Result<Expr, String> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err("it is nested too deep".into());
        }
        let read = if self.takes("!") || self.takes("not") {
            Expr::Not(Box::new(self.unary()?))
        } else if self.takes("-") {
            Expr::Minus(Box::new(self.unary()?))
        } else if self.takes("+") {
            self.unary()?
        } else {
            self.indexed()?
        };
        self.depth -= 1;
        Ok(read)
    }

    fn indexed(&mut self) -> Result<Expr, String> {
        let mut read = self.primary()?;
        while self.takes("[") {
            let index = self.whole()?;
            self.wants("]")?;
            read = Expr::Index(Box::new(read), Box::new(index));
        }
        Ok(read)
    }

    fn list(&mut self, end: &str) -> Result<Vec<Expr>, String> {
        let mut found = Vec::new();
        while !self.takes(end) {
            if !found.is_empty() {
                self.wants(",")?;
            }
            // A predicate may stand in braces.
            let braces = self.takes("{");
            found.push(self.whole()?);
            if braces {
                self.wants("}")?;
            }
        }
        Ok(found)
    }

    fn primary(&mut self) -> Result<Expr, String> {
        if self.takes("(") {
            let read = self.whole()?;
            return self.wants(")").map(|()| read);
        }
        if self.takes("[") {
            return self.list("]").map(Expr::List);
        }
        if self.takes("#") {
            return Ok(Expr::Element);
        }
        let (here, token) = (self.here(), self.tokens.get(self.at).cloned());
        self.at += 1;
        match token {
            Some(Token::Number(number)) => Ok(Expr::Number(number)),
            Some(Token::Text(text)) => Ok(Expr::Text(text)),
            Some(Token::Word(word)) => match &*word {
                "true" => Ok(Expr::Bool(true)),
                "false" => Ok(Expr::Bool(false)),
                "nil" => Ok(Expr::Nil),
                "result" => Ok(Expr::Result),
                _ => {
                    let known = FUNCTIONS.iter().find(|(name, _)| *name == word);
                    let (name, count) = *known.ok_or_else(|| format!("unknown name {word}"))?;
                    self.wants("(")?;
                    let values = self.list(")")?;
                    let fits = values.len() == count;
                    fits.then_some(Expr::Call(name, values)).ok_or_else(|| format!("{name} takes {count} values"))
                }
            },
            _ => Err(format!("unexpected {here}")),
        }
    }
}

impl Expression {
    /// Reads an expression.
    ///
    /// # Errors
    ///
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut parser = Parser { tokens: tokens(text)?, at: 0, depth: 0 };
        let read = parser.whole()?;
        if parser.at == parser.tokens.len() { Ok(Self(read)) } else { Err(format!("unexpected {}", parser.here())) }
    }
}
