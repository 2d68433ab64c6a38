//! The language: what a line does, whatever the cluster.

use super::ground::Ground;

#[test]
fn a_shell_does_what_a_shell_does() {
    // Line, output, code.
    let cases = [
        ("echo a  b 'c  d' \"e\"", "a b c  d e\n", 0),
        ("x=5; echo $x ${x}y \"$x\" '$x'", "5 5y 5 $x\n", 0),
        ("true && echo a || echo b", "a\n", 0),
        ("false && echo a || echo b", "b\n", 0),
        ("false; echo $?", "1\n", 0),
        ("! false", "", 0),
        ("for i in 1 2 3; do echo -n $i; done", "123", 0),
        ("for i in {1..4}; do echo $i; done | tail -1", "4\n", 0),
        ("for i in {3..1}; do echo -n $i; done", "321", 0),
        ("for i in $(seq 2 3); do echo $i; done", "2\n3\n", 0),
        ("for i in 1 2 3; do if echo $i | grep -q 2; then continue; fi; echo $i; done", "1\n3\n", 0),
        ("while true; do echo a; break; done", "a\n", 0),
        ("n=x; until echo $n | grep -q xxx; do n=x$n; done; echo $n", "xxx\n", 0),
        ("if false; then echo a; elif true; then echo b; else echo c; fi", "b\n", 0),
        ("echo b a c | wc -w", "3\n", 0),
        ("cat <<EOF | sort\nb\na\nEOF", "a\nb\n", 0),
        ("x=1\ncat <<EOF\n$x '$x'\nEOF", "1 '1'\n", 0),
        ("cat <<'EOF'\n$x\nEOF", "$x\n", 0),
        ("seq 5 | head -n 2", "1\n2\n", 0),
        ("seq 5 | tail -n2", "4\n5\n", 0),
        ("seq 5 | tail -n +4", "4\n5\n", 0),
        ("seq 12 | sort -rn | head -1", "12\n", 0),
        ("echo \"b 2\na 10\na 9\" | sort -k2 -n", "b 2\na 9\na 10\n", 0),
        ("echo \"a\na\nb\" | uniq -c", "      2 a\n      1 b\n", 0),
        ("echo 'web-1 Running' | grep -o 'web-[0-9]'", "web-1\n", 0),
        ("echo \"ab\nAB\" | grep -ci ab", "2\n", 0),
        ("seq 9 | grep -A1 -B 2 5", "3\n4\n5\n6\n", 0),
        ("echo ab | grep -v a", "", 1),
        ("echo ab | grep -E 'a|x'", "ab\n", 0),
        ("echo 'a|x' | grep 'a|x'", "a|x\n", 0),
        ("echo a > f; echo b >> f; cat f; ls", "a\nb\nf\n", 0),
        ("nosuch 2>/dev/null; echo $?", "127\n", 0),
        ("kubectl get x 2>&1 | wc -l", "1\n", 0),
        ("echo a # b", "a\n", 0),
        ("exit 3; echo a", "", 3),
        ("date; sleep 90; date", "2026-01-01T00:00:01Z\n2026-01-01T00:01:31Z\n", 0),
    ];
    for (line, out, code) in cases {
        let ended = Ground::empty().run(line);
        assert_eq!((ended.out.as_str(), ended.code), (out, code), "{line}: {}", ended.err);
    }
}

#[test]
fn loops_that_do_not_wait_are_stopped_with_a_sentence() {
    for line in [
        "while true; do true; done",
        "while true; do kubectl get nodes > /dev/null; done",
        "until false; do echo; done > f",
    ] {
        let ended = Ground::empty().run(line);
        assert_eq!(ended.code, 130, "{line}");
        assert_eq!(
            ended.err, "# 5000 commands and no time has passed: stopped. Put a sleep into the loop.\n",
            "{line}"
        );
    }
}

#[test]
fn a_loop_that_waits_goes_on_until_it_is_stopped() {
    let ended = Ground::empty().run_for("while true; do echo x; sleep 1; done", 5_500);
    assert_eq!((ended.out.as_str(), ended.code), ("x\nx\nx\nx\nx\nx\n", 255));
    let ended = Ground::empty().run_for("watch -n 5 kubectl get deployments", 11_000);
    let look = "<clear>\nEvery 5.0s: kubectl get deployments\n\n";
    assert_eq!(ended.out, look.repeat(3));
}

#[test]
fn what_is_open_or_wrong_is_told() {
    let open = [
        "echo 'a",
        "for i in 1 2; do",
        "while true; do echo",
        "if true; then echo",
        "cat <<EOF\na",
        "a |",
        "a &&",
        "echo $(seq 1",
    ];
    for text in open {
        assert_eq!(podyard::shell::lines(text, 1).err(), Some(podyard::shell::Unread::Open), "{text}");
    }
    let wrong = [
        ("echo a\ndone", 2, "done does not belong here"),
        ("a | | b", 1, "| does not belong here"),
        ("(echo a)", 1, "there are no commands in ( ) here: write them without"),
        ("sleep 5 &", 1, "nothing runs in the background here: leave the & out"),
        ("echo `date`", 1, "write $(…) in the place of `…`"),
        ("for 1 in a; do echo; done", 1, "a variable has a name of letters, digits and _"),
        ("echo >", 1, "the name of a file is missing"),
    ];
    for (text, line, words) in wrong {
        match podyard::shell::lines(text, 1) {
            Err(podyard::shell::Unread::Wrong { line: at, what }) => {
                assert_eq!((at, podyard::text::say(&what).as_str()), (line, words), "{text}");
            }
            other => panic!("{text}: {other:?}"),
        }
    }
}
