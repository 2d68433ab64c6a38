//! Executes a script.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use super::host::{Desk, Stop};
use super::read;
use super::script::{Chain, Command, Joint, Part, Pipeline, Redirect, Script, Unread, Word, is_name};
use super::streams::{Sink, Streams};
use super::verbs;

/// Items a `for` goes through at most, and words a line may come to.
const ITEMS_MAX: i64 = 10_000;
/// Bytes kept for a pipe, a variable or a file at most.
const KEPT_MAX: usize = 4 * 1024 * 1024;

/// Where a script is executed: its variables, and how the last command ended.
pub(super) struct Run {
    pub desk: Desk,
    variables: RefCell<BTreeMap<String, String>>,
    pub last: Cell<u8>,
    sent: Cell<u64>,
}

/// Ends with a code, unless the whole script stops.
type Doing<'a> = Pin<Box<dyn Future<Output = Result<u8, Stop>> + 'a>>;

impl Run {
    pub fn new(desk: Desk) -> Self {
        Self { desk, variables: RefCell::default(), last: Cell::new(0), sent: Cell::new(0) }
    }

    /// Counts what is sent by hand.
    pub fn number(&self) -> u64 {
        self.sent.set(self.sent.get() + 1);
        self.sent.get()
    }

    /// A line within a line.
    pub async fn line(&self, text: &str, streams: &Streams) -> Result<u8, Stop> {
        let script = read_whole(text, 1)?;
        self.script(&script, streams.clone()).await
    }

    /// Every chain of a script, in order.
    pub fn script<'a>(&'a self, script: &'a Script, streams: Streams) -> Doing<'a> {
        Box::pin(async move {
            let mut code = 0;
            for chain in &script.chains {
                code = self.chain(chain, &streams).await?;
            }
            Ok(code)
        })
    }

    pub async fn chain(&self, chain: &Chain, streams: &Streams) -> Result<u8, Stop> {
        let mut code = self.pipeline(&chain.first, streams).await?;
        for (joint, pipeline) in &chain.more {
            if (*joint == Joint::And) == (code == 0) {
                code = self.pipeline(pipeline, streams).await?;
            }
        }
        Ok(code)
    }

    /// Each command reads what the one before it has written, once that has ended.
    async fn pipeline(&self, pipeline: &Pipeline, streams: &Streams) -> Result<u8, Stop> {
        let (mut code, mut input) = (0, streams.input.clone());
        let last = pipeline.commands.len().saturating_sub(1);
        for (index, command) in pipeline.commands.iter().enumerate() {
            let kept = Rc::new(RefCell::new(String::new()));
            let out = if index == last { streams.out.clone() } else { Sink::Kept(kept.clone()) };
            let streams = Streams { input: input.take(), out, err: streams.err.clone() };
            code = self.command(command, streams).await?;
            if kept.borrow().len() > KEPT_MAX {
                return Err(Stop::Refused(message!("shell-too-much")));
            }
            input = Some(kept.take().into());
        }
        let code = if pipeline.negated { u8::from(code == 0) } else { code };
        self.last.set(code);
        Ok(code)
    }

    fn command<'a>(&'a self, command: &'a Command, streams: Streams) -> Doing<'a> {
        Box::pin(async move {
            match command {
                Command::Simple { words, redirects } => self.simple(words, redirects, streams).await,
                Command::Loop { until, condition, body } => {
                    while (self.script(condition, streams.clone()).await? == 0) != *until {
                        self.desk.breathe().await?;
                        if !self.goes_on(body, &streams).await? {
                            break;
                        }
                    }
                    Ok(0)
                }
                Command::For { name, items, body } => {
                    for item in self.words(items).await? {
                        self.desk.breathe().await?;
                        self.variables.borrow_mut().insert(name.clone(), item);
                        if !self.goes_on(body, &streams).await? {
                            break;
                        }
                    }
                    Ok(0)
                }
                Command::If { condition, then, otherwise } => {
                    let holds = self.script(condition, streams.clone()).await? == 0;
                    self.script(if holds { then } else { otherwise }, streams).await
                }
            }
        })
    }

    /// A loop's body once; whether the loop goes on.
    async fn goes_on(&self, body: &Script, streams: &Streams) -> Result<bool, Stop> {
        match self.script(body, streams.clone()).await {
            Ok(_) | Err(Stop::Continue) => Ok(true),
            Err(Stop::Break) => Ok(false),
            Err(stop) => Err(stop),
        }
    }

    async fn simple(&self, words: &[Word], redirects: &[Redirect], mut streams: Streams) -> Result<u8, Stop> {
        self.desk.breathe().await?;
        let mut files = Vec::new();
        for redirect in redirects {
            if let Some(code) = self.redirect(redirect, &mut streams, &mut files).await? {
                return Ok(code);
            }
        }
        let words = match self.assigned(words).await? {
            Some(code) => return Ok(code),
            None => self.words(words).await?,
        };
        let code = verbs::run(self, &words, &streams).await?;
        for (name, kept, adds) in files {
            if let Err(why) = self.desk.host.write(&name, &kept.borrow(), adds) {
                streams.err(&self.desk, &format!("{name}: {why}\n"));
                return Ok(1);
            }
        }
        Ok(code)
    }

    /// `name=value` alone.
    async fn assigned(&self, words: &[Word]) -> Result<Option<u8>, Stop> {
        let [word] = words else { return Ok(None) };
        let Some(Part::Text(first)) = word.first() else { return Ok(None) };
        let Some((name, _)) = first.split_once('=').filter(|(name, _)| is_name(name)) else { return Ok(None) };
        let name = name.to_owned();
        let text = self.text(word).await?;
        self.variables.borrow_mut().insert(name.clone(), text[name.len() + 1..].to_owned());
        Ok(Some(0))
    }

    /// What a redirection does to the streams; the code of one that cannot be made.
    async fn redirect(
        &self,
        redirect: &Redirect,
        streams: &mut Streams,
        files: &mut Vec<(String, Rc<RefCell<String>>, bool)>,
    ) -> Result<Option<u8>, Stop> {
        match redirect {
            Redirect::Both => streams.err = streams.out.clone(),
            Redirect::Here(word) => streams.input = Some(self.text(word).await?.into()),
            Redirect::From(word) => {
                let name = self.text(word).await?;
                match self.desk.host.read(&name) {
                    Ok(texts) => {
                        streams.input = Some(texts.into_iter().map(|(_, text)| text).collect::<String>().into())
                    }
                    Err(why) => {
                        streams.err(&self.desk, &format!("{why}\n"));
                        return Ok(Some(1));
                    }
                }
            }
            Redirect::File { stream, to, adds } => {
                let name = self.text(to).await?;
                let sink = if name == "/dev/null" {
                    Sink::Nothing
                } else {
                    let kept = Rc::new(RefCell::new(String::new()));
                    files.push((name, kept.clone(), *adds));
                    Sink::Kept(kept)
                };
                *(if *stream == 2 { &mut streams.err } else { &mut streams.out }) = sink;
            }
        }
        Ok(None)
    }

    /// Words with their variables filled in.
    async fn words(&self, words: &[Word]) -> Result<Vec<String>, Stop> {
        let mut all = Vec::new();
        for word in words {
            if let [Part::Range(from, to)] = word.as_slice() {
                let step = if from <= to { 1 } else { -1 };
                let count = (to.saturating_sub(*from)).saturating_abs().min(ITEMS_MAX) + 1;
                all.extend((0..count).map(|index| (from + step * index).to_string()));
            } else if word
                .iter()
                .any(|part| matches!(part, Part::Variable { quoted: false, .. } | Part::Output { quoted: false, .. }))
                && word.len() == 1
            {
                all.extend(self.text(word).await?.split_whitespace().map(Into::into));
            } else {
                all.push(self.text(word).await?);
            }
            if all.len() as i64 > ITEMS_MAX {
                return Err(Stop::Refused(message!("shell-too-much")));
            }
        }
        Ok(all)
    }

    /// A word as one text.
    async fn text(&self, word: &Word) -> Result<String, Stop> {
        let mut text = String::new();
        for part in word {
            match part {
                Part::Text(part) => text.push_str(part),
                Part::Range(from, to) => text.push_str(&format!("{{{from}..{to}}}")),
                Part::Variable { name, .. } if name == "?" => text.push_str(&self.last.get().to_string()),
                Part::Variable { name, .. } => {
                    text.push_str(self.variables.borrow().get(name).map_or("", String::as_str));
                }
                Part::Output { text: inner, line, .. } => text.push_str(&self.output(inner, *line).await?),
            }
        }
        Ok(text)
    }

    /// What a script prints, without the line feeds at its end.
    async fn output(&self, text: &str, line: usize) -> Result<String, Stop> {
        let script = read_whole(text, line)?;
        let kept = Rc::new(RefCell::new(String::new()));
        self.script(&script, Streams { out: Sink::Kept(kept.clone()), ..Streams::default() }).await?;
        let text = kept.take();
        Ok(text.trim_end_matches('\n').to_owned())
    }
}

/// A script within another.
fn read_whole(text: &str, line: usize) -> Result<Script, Stop> {
    read::script(text, line).map_err(|unread| match unread {
        Unread::Open => Stop::Refused(message!("shell-open")),
        Unread::Wrong { what, .. } => Stop::Refused(what),
    })
}
