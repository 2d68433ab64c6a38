//! A file of somebody's own: what is good is a quiz, what is wrong is named by line, and what means harm does none.

use podyard::kube::Malformed;
use podyard::learn::own::{Read, is_here, is_own, read, wanted};
use podyard::pace::{Work, at_once};
use podyard::text::say;

const HEAD: &str = "id: mine\ntitle: \"Mine\"\nkubernetes: 1.27-1.36\n";

fn question(id: &str) -> String {
    format!(
        "- id: {id}\n  type: choice\n  topic: canary\n  prompt: \"About {id}?\"\n  options:\n  - {{text: Yea, right: true, reason: So.}}\n  - {{text: Nay, reason: Not so.}}\n"
    )
}

fn opened(text: &str) -> Read {
    at_once(async |pace| read(text, pace).await)
}

/// What is wrong, as people read it.
fn said(text: &str) -> Vec<String> {
    let problems: Vec<Malformed> = opened(text).expect_err(text);
    problems.iter().map(|problem| say(&problem.message())).collect()
}

#[test]
fn every_shipped_file_could_be_somebodys_own() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("quizzes");
    let mut count = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        // What a file of one's own claims is not run, so it asks nothing that only a run answers.
        if text_of_seen(&path) {
            assert!(opened(&std::fs::read_to_string(&path).unwrap()).is_err(), "{}", path.display());
            continue;
        }
        let quizzes =
            opened(&std::fs::read_to_string(&path).unwrap()).unwrap_or_else(|problems| panic!("{problems:?}"));
        let shipped = podyard::learn::embedded();
        let same = shipped.iter().find(|quiz| quiz.title == quizzes[0].title).expect("shipped");
        assert_eq!(quizzes[0].questions, same.questions, "{}", path.display());
        assert!(is_own(&quizzes) && !is_own(&shipped));
        count += 1;
    }
    assert!(count >= 5);
}

fn text_of_seen(path: &std::path::Path) -> bool {
    let quiz = podyard::learn::parse::<podyard::learn::Quiz>(&std::fs::read_to_string(path).unwrap()).unwrap();
    quiz.questions.iter().any(podyard::learn::Question::is_seen)
}

#[test]
fn it_is_read_in_slices() {
    let all: String = (0..300).map(|number| question(&format!("q{number}"))).collect();
    let text = format!("{HEAD}questions:\n{all}");
    let mut work = Work::new(move |pace| async move { read(&text, &pace).await });
    let mut slices = 1;
    let read = loop {
        match work.go_on(32) {
            Some(read) => break read,
            None => slices += 1,
        }
    };
    assert_eq!(read.map(|quizzes| quizzes[0].questions.len()), Ok(300));
    assert!(slices >= 300, "{slices}");
}

#[test]
fn lists_may_be_indented_and_fields_stand_behind_them() {
    let indented: String = question("one").lines().map(|line| format!("  {line}\n")).collect();
    for text in [
        format!("{HEAD}questions: # ours\n\n# the first\n{}# the second\n{}", question("one"), question("two")),
        format!("---\nquestions:\n{}{}{HEAD}", question("one"), question("two")),
        format!("{HEAD}questions:\r\n{indented}\n{}", indented.replace("one", "two")),
    ] {
        let quizzes = opened(&text).unwrap_or_else(|problems| panic!("{text}\n{problems:?}"));
        let ids: Vec<String> = quizzes[0].questions.iter().map(|it| it.id.to_string()).collect();
        assert_eq!((ids.join(" "), &*quizzes[0].title), ("one two".into(), "Mine"));
    }
}

#[test]
fn what_is_wrong_is_named_by_line_and_field() {
    let good = format!("{HEAD}questions:\n{}{}", question("one"), question("two"));
    let cases = [
        (
            good.replace("id: two", "id: one"),
            "line 12: questions[1].id: `one` is taken, by questions[0]. Fix: give this question",
        ),
        (good.replacen("right: true", "right: 1", 1), "line 10: questions[0].options[0].right: "),
        (good.replacen("right: true, ", "", 1), "line 10: questions[0].options: no option is right. Fix: set"),
        (good.replace("prompt: \"About two?\"", "promt: x"), "line 15: questions[1].promt: unknown field"),
        (
            good.replacen("reason: So.", "reason: \" \"", 1),
            "line 10: questions[0].options[0].reason: is missing. Fix: add the field `reason`",
        ),
        (
            good.replacen("  topic", "  source: javascript:alert(1)\n  topic", 1),
            "line 7: questions[0].source: `javascript:alert(1)` is no address. Fix: begin it with https://",
        ),
        (
            good.replacen("  topic", "  source: http://a.b\n  topic", 1),
            "line 7: questions[0].source: `http://a.b` is no address",
        ),
        (good.replacen("  topic", "  topic: [", 1), "line "),
        (good.replacen("title", "tittle", 1), "line 2: tittle: unknown field"),
        (good.replacen("id: one", "id: \"\"", 1), "line 5: questions[0].id: is missing"),
        (
            good.replacen("type: choice", "type: number\n  answer: 99999999999999999999999", 1),
            "line 7: questions[0].answer: ",
        ),
        (good.replacen("type: choice", "type: number\n  answer: 1e400", 1), "line 7: questions[0].answer: "),
        (
            format!("{HEAD}questions: [{{id: a}}]\n"),
            "line 1: questions: there are no questions. Fix: write `questions:` at the beginning of a line",
        ),
        (HEAD.into(), "line 1: questions: there are no questions"),
        (String::new(), "line 1: there are 0 documents where one is a quiz"),
        ("\u{0}\u{1}".into(), "line "),
        ("[1, 2]".into(), "line 1: "),
        (format!("{HEAD}---\n{HEAD}"), "line 1: there are 2 documents"),
    ];
    for (text, expected) in cases {
        let said = said(&text);
        assert!(said.iter().any(|said| said.starts_with(expected)), "{expected}\n{said:#?}\n{text}");
    }
}

#[test]
fn what_is_too_much_is_refused() {
    let deep = |sign: &str, end: &str| format!("{}1{}", sign.repeat(2_000), end.repeat(2_000));
    let many: String = (0..301).map(|number| question(&format!("q{number}"))).collect();
    let with = |field: &str, value: &str| format!("{HEAD}questions:\n{}  {field}: {value}\n", question("one"));
    let bomb = "&a [1,1,1,1,1,1,1,1,1,1]\n  x: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\n  y: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\n  z: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\n  w: [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]";
    let cases = [
        ("x".repeat(5_000_000), "line 1: is longer than 1000000 characters. Fix: shorten it"),
        (format!("{HEAD}intro: {}\n", "x".repeat(70_000)), "line 1: is longer than 60000 characters"),
        (with("unit", &"x".repeat(9_000)), "line 5: questions[0]: is longer than 8000 characters"),
        (format!("{HEAD}questions:\n{many}"), "line 2105: questions: there are more than 300 questions"),
        (with("unit", &deep("[", "]")), "line 12: not YAML: recursion limit exceeded"),
        (
            with("unit", &format!("{}1{}", "[".repeat(100), "]".repeat(100))),
            "line 12: more than 64 lists and mappings in each other",
        ),
        (with("v", bomb), "line "),
        (format!("{HEAD}{}", deep("[", "]")), "line "),
    ];
    for (text, expected) in cases {
        let said = said(&text);
        assert!(said.len() <= 25 && said.iter().any(|said| said.starts_with(expected)), "{expected}\n{said:#?}");
    }
    // However deep a goal or a request lies, it is read or refused.
    for value in
        [deep("(", ")"), deep("not ", ""), deep("{not: ", "}"), format!("\"{}\"", deep("[", "]")), deep("count(", ")")]
    {
        for field in ["proof", "run"] {
            let value = if field == "run" { format!("{{do: [{{request: {value}}}]}}") } else { value.clone() };
            drop(opened(&with(field, &value)));
        }
    }
    let wrong: String = (0..300).map(|number| question(&format!("q{number}")).replace("type", "tipe")).collect();
    assert!(said(&format!("{HEAD}questions:\n{wrong}")).len() <= 25, "nobody reads three hundred");
}

#[test]
fn scripts_are_words_and_links_stay_in_the_page() {
    let script = "<script>alert(1)</script><img src=x onerror=alert(1)>";
    let text = format!(
        "{HEAD}intro: \"{script}\"\nquestions:\n{}  show: \"javascript:alert(1)\"\n  sandbox: \"x#javascript:alert(1)\"\n",
        question("one").replace("About one?", script)
    );
    let quizzes = opened(&text).expect("words");
    let question = &quizzes[0].questions[0];
    assert_eq!(&*question.prompt, script);
    assert_eq!(question.link().as_deref(), Some("#/sandbox?x#javascript:alert(1)"));
}

#[test]
fn a_link_leads_nowhere_but_to_a_file_of_this_site() {
    assert_eq!(wanted("topics=canary&file=questions/mine.yaml"), Some("questions/mine.yaml"));
    assert_eq!(wanted("file="), Some(""));
    assert_eq!(wanted("topics=canary"), None);
    for path in ["mine.yaml", "questions/mine.yaml", "a/b-c_d/e.1.yaml"] {
        assert!(is_here(path), "{path}");
    }
    for path in [
        "",
        "/mine.yaml",
        "//host/mine.yaml",
        "https://host/mine.yaml",
        "../mine.yaml",
        "a/../../mine.yaml",
        "a//b.yaml",
        "a\\b.yaml",
        "a%2e%2e/b.yaml",
        "mine.yaml?x",
        "mine.yaml#x",
        "javascript:a.yaml",
        "data:,a.yaml",
        "mine.html",
        ".yaml",
        "a/.hidden.yaml",
        "ü.yaml",
        "a b.yaml",
        "a@b.yaml",
        "./mine.yaml",
    ] {
        assert!(!is_here(path), "{path}");
    }
}
