//! `podyard grade`: executes runs that were handed in, and prints what became of them.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use podyard::learn::exercise::Exercise;
use podyard::learn::handed_in::{HandedIn, handed_in};
use podyard::learn::marks::Mark;
use podyard::learn::{exercises, parse};
use podyard::pace::at_once;
use podyard::{message, text};

#[derive(Args)]
pub struct Graded {
    /// The exercise: its id, or a file of one.
    exercise: String,
    /// Runs: links, files of runs, saved pages, or lists with a name and a link on each line.
    #[arg(required = true)]
    runs: Vec<String>,
    /// The class code that was given out: says whose seed is not that of the name beside it.
    #[arg(long, default_value = "")]
    class: String,
    /// How it is printed.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Csv,
    Json,
}

/// Executes and prints; whether every run reaches the goal.
///
/// # Errors
///
/// What cannot be read, and what to do; nothing was printed then.
pub fn grade(graded: &Graded) -> Result<bool, String> {
    let exercise = exercise(&graded.exercise)?;
    let mut runs = Vec::new();
    for run in &graded.runs {
        runs.extend(of(run)?);
    }
    let marks = at_once(async |pace| exercise.mark(runs, &graded.class, pace).await);
    let printed = match graded.format {
        Format::Text => table(&exercise, &marks),
        Format::Csv => exercise.csv(&marks, text::said),
        Format::Json => exercise.json(&marks, text::said),
    };
    io::stdout().lock().write_all(printed.as_bytes()).map_err(|error| error.to_string())?;
    Ok(marks.iter().all(Mark::solved))
}

fn exercise(named: &str) -> Result<Exercise, String> {
    if let Some(exercise) = exercises().into_iter().find(|exercise| *exercise.id == *named) {
        return Ok(exercise);
    }
    let path = PathBuf::from(named);
    let content = super::read(&path, message!("file-of-an-exercise"))?;
    parse(&content).map_err(|problems| {
        let first = problems.into_iter().next();
        first.map_or_else(String::new, |it| {
            let problem = podyard::learn::check::Problem {
                file: named.into(),
                line: it.line.max(1),
                field: it.field,
                what: it.what,
                fix: it.fix,
            };
            text::say(&problem.message())
        })
    })
}

/// The runs of a link, or of a file.
fn of(run: &str) -> Result<Vec<HandedIn>, String> {
    let path = Path::new(run);
    if run.contains('?') && !path.exists() {
        return Ok(handed_in("", run));
    }
    let content = match fs::read(path) {
        Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(_) => super::read(path, message!("file-of-runs"))?,
    };
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    Ok(handed_in(&name, &content))
}

/// Columns under each other, the remarks below their row.
fn table(exercise: &Exercise, marks: &[Mark]) -> String {
    let head: Vec<String> = exercise.columns().iter().map(text::said).collect();
    let rows: Vec<Vec<String>> = marks.iter().map(|mark| exercise.row(mark, text::said)).collect();
    let columns = head.len() - 1;
    let wide = |column: usize| rows.iter().chain([&head]).map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(wide).collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned() + "\n"
    };
    let mut printed = line(&head);
    for row in &rows {
        printed += &line(row);
        if !row[columns].is_empty() {
            printed += &format!("    {}\n", row[columns]);
        }
    }
    printed
}
