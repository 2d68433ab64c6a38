//! Reads a script: words and signs first, then what they make together.

use super::script::{Chain, Command, Joint, Pipeline, Redirect, Script, Unread, Word, bare, is_name};
use super::words::{Token, Words};
use crate::message::Message;

/// Loops and brackets within each other; what goes deeper is refused.
const DEPTH_MAX: usize = 20;

/// Reads a line or a file, whose first line has this number.
///
/// # Errors
///
/// It goes on, or is wrong.
pub(super) fn script(text: &str, line: usize) -> Result<Script, Unread> {
    let mut reader = Reader { words: Words::new(text, line), ahead: None, depth: 0 };
    let script = reader.steps(&[])?;
    match reader.next()? {
        Token::End => Ok(script),
        other => Err(reader.wrong(message!("shell-unexpected", sign = other.shown()))),
    }
}

struct Reader<'a> {
    words: Words<'a>,
    ahead: Option<Token>,
    depth: usize,
}

impl Reader<'_> {
    fn next(&mut self) -> Result<Token, Unread> {
        match self.ahead.take() {
            Some(token) => Ok(token),
            None => self.words.next(),
        }
    }

    fn peek(&mut self) -> Result<&Token, Unread> {
        let token = self.next()?;
        Ok(self.ahead.insert(token))
    }

    fn wrong(&self, what: Message) -> Unread {
        Unread::Wrong { line: self.words.line(), what }
    }

    /// A bare word that is this one.
    fn is_at(&mut self, words: &[&str]) -> Result<bool, Unread> {
        let bare = self.peek()?.bare();
        Ok(bare.is_some_and(|bare| words.contains(&bare)))
    }

    fn expect(&mut self, word: &str) -> Result<(), Unread> {
        let token = self.next()?;
        match token.bare() {
            Some(bare) if bare == word => Ok(()),
            _ if token == Token::End => Err(Unread::Open),
            _ => Err(self.wrong(message!("shell-expected", word, sign = token.shown()))),
        }
    }

    /// Chains up to one of some words, which stays.
    fn steps(&mut self, ends: &[&str]) -> Result<Script, Unread> {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return Err(self.wrong(message!("shell-too-deep")));
        }
        let mut script = Script::default();
        loop {
            self.pass(&[Token::Newline, Token::Semicolon])?;
            if matches!(self.peek()?, Token::End | Token::Close) || self.is_at(ends)? {
                break;
            }
            script.chains.push(self.chain()?);
            match self.peek()?.clone() {
                Token::Semicolon | Token::Newline => {}
                Token::End | Token::Close => break,
                Token::Background => return Err(self.wrong(message!("shell-no-background"))),
                _ if self.is_at(ends)? => break,
                other => return Err(self.wrong(message!("shell-unexpected", sign = other.shown()))),
            }
        }
        self.depth -= 1;
        Ok(script)
    }

    fn pass(&mut self, signs: &[Token]) -> Result<(), Unread> {
        while signs.contains(self.peek()?) {
            self.next()?;
        }
        Ok(())
    }

    fn chain(&mut self) -> Result<Chain, Unread> {
        self.peek()?;
        let (from, line) = (self.words.at_token(), self.words.line());
        let (first, mut more) = (self.pipeline()?, Vec::new());
        loop {
            let joint = match self.peek()? {
                Token::And => Joint::And,
                Token::Or => Joint::Or,
                _ => break,
            };
            self.next()?;
            self.pass(&[Token::Newline])?;
            if *self.peek()? == Token::End {
                return Err(Unread::Open);
            }
            more.push((joint, self.pipeline()?));
        }
        let text = self.words.since(from);
        Ok(Chain { first, more, text, line })
    }

    fn pipeline(&mut self) -> Result<Pipeline, Unread> {
        let negated = self.is_at(&["!"])?;
        if negated {
            self.next()?;
        }
        let mut commands = vec![self.command()?];
        while *self.peek()? == Token::Pipe {
            self.next()?;
            self.pass(&[Token::Newline])?;
            if *self.peek()? == Token::End {
                return Err(Unread::Open);
            }
            commands.push(self.command()?);
        }
        Ok(Pipeline { commands, negated })
    }

    fn command(&mut self) -> Result<Command, Unread> {
        let bare = self.peek()?.bare().map(str::to_owned);
        match bare.as_deref() {
            Some(word @ ("while" | "until")) => {
                self.next()?;
                let until = word == "until";
                let condition = self.steps(&["do"])?;
                let body = self.body()?;
                Ok(Command::Loop { until, condition, body })
            }
            Some("for") => {
                self.next()?;
                self.for_each()
            }
            Some("if") => {
                self.next()?;
                self.if_then()
            }
            Some(word @ ("do" | "done" | "then" | "fi" | "else" | "elif")) => {
                Err(self.wrong(message!("shell-unexpected", sign = word)))
            }
            _ => self.simple(),
        }
    }

    /// `do … done`.
    fn body(&mut self) -> Result<Script, Unread> {
        self.expect("do")?;
        let body = self.steps(&["done"])?;
        self.expect("done")?;
        Ok(body)
    }

    fn for_each(&mut self) -> Result<Command, Unread> {
        let name = match self.next()? {
            Token::Word(word) => bare(&word).map(str::to_owned),
            Token::End => return Err(Unread::Open),
            _ => None,
        };
        let Some(name) = name.filter(|name| is_name(name)) else {
            return Err(self.wrong(message!("shell-no-name")));
        };
        self.expect("in")?;
        let mut items = Vec::new();
        while let Token::Word(_) = self.peek()? {
            if let Token::Word(word) = self.next()? {
                items.push(word);
            }
        }
        self.pass(&[Token::Newline, Token::Semicolon])?;
        Ok(Command::For { name, items, body: self.body()? })
    }

    fn if_then(&mut self) -> Result<Command, Unread> {
        let condition = self.steps(&["then"])?;
        self.expect("then")?;
        let then = self.steps(&["else", "elif", "fi"])?;
        if self.is_at(&["elif"])? {
            self.next()?;
            let command = self.if_then()?;
            let first = Pipeline { commands: vec![command], negated: false };
            let chain = Chain { first, more: Vec::new(), text: String::new(), line: self.words.line() };
            let otherwise = Script { chains: vec![chain] };
            return Ok(Command::If { condition, then, otherwise });
        }
        let mut otherwise = Script::default();
        if self.is_at(&["else"])? {
            self.next()?;
            otherwise = self.steps(&["fi"])?;
        }
        self.expect("fi")?;
        Ok(Command::If { condition, then, otherwise })
    }

    fn simple(&mut self) -> Result<Command, Unread> {
        let (mut words, mut redirects) = (Vec::new(), Vec::new());
        loop {
            match self.peek()? {
                Token::Word(_) => {
                    if let Token::Word(word) = self.next()? {
                        words.push(word);
                    }
                }
                Token::Redirect { .. } | Token::Both | Token::From | Token::Here(_) => {
                    let token = self.next()?;
                    redirects.push(self.redirect(token)?);
                }
                _ => break,
            }
        }
        if words.is_empty() && redirects.is_empty() {
            let token = self.next()?;
            return Err(match token {
                Token::End => Unread::Open,
                Token::Background => self.wrong(message!("shell-no-background")),
                other => self.wrong(message!("shell-unexpected", sign = other.shown())),
            });
        }
        Ok(Command::Simple { words, redirects })
    }

    fn redirect(&mut self, token: Token) -> Result<Redirect, Unread> {
        Ok(match token {
            Token::Redirect { stream, adds } => Redirect::File { stream, to: self.file()?, adds },
            Token::From => Redirect::From(self.file()?),
            Token::Here(text) => Redirect::Here(text),
            _ => Redirect::Both,
        })
    }

    fn file(&mut self) -> Result<Word, Unread> {
        match self.next()? {
            Token::Word(word) => Ok(word),
            _ => Err(self.wrong(message!("shell-no-file"))),
        }
    }
}
