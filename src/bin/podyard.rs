//! The native command line over the pure layers: it reads files, prints, and decides nothing.

/// The page's tests build every program of the package; this one has nothing to do in a browser.
#[cfg(target_arch = "wasm32")]
fn main() {}

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    native::main()
}

#[cfg(not(target_arch = "wasm32"))]
#[path = "podyard/grade.rs"]
mod grade;

#[cfg(not(target_arch = "wasm32"))]
#[path = "podyard/plan.rs"]
mod plan;

#[cfg(not(target_arch = "wasm32"))]
#[path = "podyard/route.rs"]
mod route;

#[cfg(not(target_arch = "wasm32"))]
#[path = "podyard/shell.rs"]
mod shell;

/// A file as text, or what is wrong with it and what to name instead.
#[cfg(not(target_arch = "wasm32"))]
fn read(file: &std::path::Path, fix: podyard::message::Message) -> Result<String, String> {
    std::fs::read_to_string(file).map_err(|error| {
        let (file, why) = (file.display().to_string(), error.to_string());
        podyard::text::say(&podyard::message!("file-unread", file, why, fix))
    })
}

#[cfg(not(target_arch = "wasm32"))]
mod native {
    use std::fs;
    use std::io;
    use std::path::{Path, PathBuf};
    use std::process::ExitCode;

    use clap::builder::PossibleValuesParser;
    use clap::{Parser, Subcommand};
    use podyard::kube::tree::Mapping;
    use podyard::learn::check::{Problem, check, unexpected, unreadable};
    use podyard::learn::schema::PUBLISHED;
    use podyard::learn::{Lesson, Quiz};
    use podyard::message::Message;
    use podyard::{message, text};

    /// What was asked for stands, and is good.
    const GOOD: u8 = 0;
    /// It stands, and has problems.
    const PROBLEMS: u8 = 1;
    /// It could not be done; so clap too ends what it does not understand.
    const NOT_DONE: u8 = 2;

    /// A training ground for Kubernetes rollouts: its native tools.
    #[derive(Parser)]
    #[command(name = "podyard", version)]
    struct Arguments {
        #[command(subcommand)]
        command: Command,
    }

    #[derive(Subcommand)]
    enum Command {
        /// Finds what is wrong with files of quizzes, exercises and lessons: prints file, line, field and cure of each problem.
        ///
        /// Ends with 0 when there is none, with 1 when there are some, and with 2 when a folder cannot be read.
        Check {
            /// Folders of such files.
            #[arg(default_values = ["quizzes", "content/exercises", "content/lessons"])]
            dirs: Vec<PathBuf>,
        },
        /// Runs scenarios, and prints what happened in each as a JSON array of traces, in the same order.
        ///
        /// Ends with 0, or with 2 when the file cannot be read or a scenario is malformed; then nothing is printed.
        Trace {
            /// A JSON array of scenarios, or of traces, whose scenarios are run again.
            file: PathBuf,
        },
        /// What a rollout of a manifest will cost: duration, failed requests, seconds without service, pods.
        ///
        /// Ends with 0, or with 2 when a manifest or an axis is malformed; then nothing is printed.
        Plan(crate::plan::Plans),
        /// Where requests go by the HTTPRoutes and Ingresses of some manifests, and why; what of them is refused or has no effect.
        ///
        /// Ends with 0, also where a manifest is refused, or with 2 when a file cannot be read or the requests are malformed;
        /// then nothing is printed.
        Route(crate::route::Routed),
        /// Executes runs of an exercise that were handed in: whether each reaches the goal, when, at what cost, with which seed.
        ///
        /// Ends with 0 when all do, with 1 when some do not, and with 2 when something cannot be read.
        Grade(crate::grade::Graded),
        /// A cluster and a prompt: kubectl, curl, sleep, and what a shell has around them.
        ///
        /// Ends with the code of the command that ended it, or with 2 when a file cannot be read.
        Shell(crate::shell::Shelled),
        /// Prints every question as the page needs it: `./dev build` puts them beside the page.
        Questions,
        /// Prints every exercise likewise.
        Exercises,
        /// Prints every lesson likewise.
        Lessons,
        /// Prints the JSON Schema of a kind of content file, by which an editor knows its fields; without a kind all, by kind.
        Schema {
            #[arg(value_parser = PossibleValuesParser::new(PUBLISHED.iter().map(|kind| kind.name)))]
            kind: Option<String>,
        },
        /// Prints the first frame of every page as HTML: `./dev build` puts it into index.html.
        #[cfg(feature = "views")]
        Prerender,
        /// Prints every lesson as a page that needs no program, as JSON: `./dev build` puts them beside the page.
        #[cfg(feature = "views")]
        Papers,
    }

    pub(super) fn main() -> ExitCode {
        let code = match Arguments::parse().command {
            Command::Check { dirs } => check_folders(&dirs),
            Command::Trace { file } => trace(&file),
            Command::Questions => {
                print!("{}", podyard::learn::for_the_page(podyard::learn::embedded()));
                GOOD
            }
            Command::Exercises => {
                print!("{}", podyard::learn::exercises_for_the_page(podyard::learn::exercises()));
                GOOD
            }
            Command::Lessons => {
                print!("{}", podyard::learn::lessons_for_the_page(podyard::learn::lessons()));
                GOOD
            }
            Command::Schema { kind } => {
                println!("{}", schema(kind.as_deref()));
                GOOD
            }
            Command::Grade(graded) => match crate::grade::grade(&graded) {
                Ok(true) => GOOD,
                Ok(false) => PROBLEMS,
                Err(problem) => failed(&problem),
            },
            #[cfg(feature = "views")]
            Command::Prerender => {
                println!("{}", podyard::ui::shell::prerender::first_frames());
                GOOD
            }
            Command::Shell(shelled) => match crate::shell::shell(&shelled) {
                Ok(code) => code,
                Err(problem) => failed(&problem),
            },
            #[cfg(feature = "views")]
            Command::Papers => {
                let (lessons, quizzes) = (podyard::learn::lessons(), podyard::learn::embedded());
                println!("{}", podyard::ui::shell::prerender::papers_for_the_page(&lessons, &quizzes));
                GOOD
            }
            Command::Plan(plans) => done(crate::plan::plan(&plans)),
            Command::Route(routed) => done(crate::route::route(&routed)),
        };
        ExitCode::from(code)
    }

    fn schema(kind: Option<&str>) -> String {
        let mut all = Mapping::default();
        for published in PUBLISHED {
            if kind == Some(published.name) {
                return published.schema().json();
            }
            all.put(published.name, Some(published.schema()));
        }
        all.end().map_or_else(String::new, |all| all.json())
    }

    fn done(result: Result<(), String>) -> u8 {
        match result {
            Ok(()) => GOOD,
            Err(problem) => {
                eprintln!("podyard: {problem}");
                NOT_DONE
            }
        }
    }

    /// Everything is run before anything is printed, so that nothing is half-written.
    fn trace(file: &Path) -> u8 {
        let text = match super::read(file, message!("file-of-scenarios")) {
            Ok(text) => text,
            Err(problem) => return failed(&problem),
        };
        let scenarios = match podyard::trace::scenarios(&text) {
            Ok(scenarios) => scenarios,
            Err(malformed) => return not_done(file, &podyard::text::say(&malformed)),
        };
        let traces: Vec<String> = scenarios.iter().map(|scenario| podyard::trace::run(scenario).to_json()).collect();
        let written = format!("[{}]\n", traces.join(",\n"));
        match io::Write::write_all(&mut io::stdout().lock(), written.as_bytes()) {
            Ok(()) => GOOD,
            Err(error) => failed(&error.to_string()),
        }
    }

    fn not_done(file: &Path, problem: &str) -> u8 {
        failed(&format!("{}: {problem}", file.display()))
    }

    fn failed(problem: &str) -> u8 {
        eprintln!("podyard: {problem}");
        NOT_DONE
    }

    fn check_folders(dirs: &[PathBuf]) -> u8 {
        let mut paths = Vec::new();
        for dir in dirs {
            match list(dir) {
                Ok(found) => paths.extend(found),
                Err(error) => {
                    let (file, why) = (dir.display().to_string(), error.to_string());
                    return failed(&text::say(&message!("file-unread", file, why, fix = message!("file-of-quizzes"))));
                }
            }
        }
        let (mut files, mut problems) = (Vec::new(), Vec::new());
        for path in paths {
            let name = path.display().to_string();
            if path.is_dir() || path.extension().is_none_or(|extension| extension != "yaml") {
                problems.push(unexpected(&name));
                continue;
            }
            match fs::read_to_string(&path) {
                Ok(text) => files.push((name, text)),
                Err(error) => problems.push(unreadable(&name, &error.to_string())),
            }
        }
        if files.is_empty() && problems.is_empty() {
            let folders: Vec<String> = dirs.iter().map(|dir| dir.display().to_string()).collect();
            return failed(&text::say(&message!("check-no-quiz", folder = folders.join(", "))));
        }
        problems.extend(check(&files));
        report(&files, &problems)
    }

    /// Everything in a folder in the order of names, without what the system hides.
    fn list(dir: &Path) -> io::Result<Vec<PathBuf>> {
        let mut paths = Vec::new();
        for entry in fs::read_dir(dir)? {
            let entry = entry?;
            if !entry.file_name().to_string_lossy().starts_with('.') {
                paths.push(entry.path());
            }
        }
        paths.sort();
        Ok(paths)
    }

    fn report(files: &[(String, String)], problems: &[Problem]) -> u8 {
        for problem in problems {
            println!("{}", text::say(&problem.message()));
        }
        if !problems.is_empty() {
            eprintln!("podyard: {}", text::say(&message!("check-problems", problems = problems.len())));
            return PROBLEMS;
        }
        for (name, text) in files {
            let lesson = || podyard::learn::parse::<Lesson>(text).ok();
            let summary = match podyard::learn::parse::<Quiz>(text) {
                Ok(quiz) => summary(&quiz),
                Err(_) => text::say(&lesson().map_or_else(|| message!("check-exercise"), |lesson| about(&lesson))),
            };
            println!("{name}: {summary}");
        }
        GOOD
    }

    fn about(lesson: &Lesson) -> Message {
        let tasks = lesson.tasks().count();
        message!("check-lesson", blocks = lesson.blocks.len(), runs = lesson.runs.len(), tasks)
    }

    fn summary(quiz: &Quiz) -> String {
        let options: usize = quiz.questions.iter().map(|question| question.options.len()).sum();
        let proved = quiz.questions.iter().filter(|question| question.run.is_some()).count();
        text::say(&message!("check-summary", questions = quiz.questions.len(), options, proved))
    }
}
