//! Cells in columns, as Go's text/tabwriter sets them: a column is as wide as its widest cell on lines that follow each other.

/// How columns are set.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// The narrowest a column is, its blanks included.
    pub least: usize,
    /// Blanks behind the widest cell.
    pub blanks: usize,
}

/// `kubectl get`: cli-runtime's pkg/printers/tabwriter.go.
pub const GET: Style = Style { least: 6, blanks: 3 };
/// `kubectl describe`: kubectl's pkg/describe/describe.go tabbedString.
pub const DESCRIBE: Style = Style { least: 0, blanks: 2 };

/// Sets a text whose cells end with tabs. What stands behind the last tab of a line is in no column.
///
/// `a\tb\nccc\td\n` with two blanks: `a    b` and `ccc  d`.
pub fn set(text: &str, style: Style) -> String {
    let lines: Vec<Vec<&str>> = text.lines().map(|line| line.split('\t').collect()).collect();
    let mut out = String::new();
    block(&lines, style, &mut Vec::new(), &mut out);
    out
}

/// Lines whose columns so far are known. Models tabwriter's format.
fn block(lines: &[Vec<&str>], style: Style, widths: &mut Vec<usize>, out: &mut String) {
    let column = widths.len();
    let has = |line: &Vec<&str>| column + 1 < line.len();
    let mut rest = lines;
    while let Some(first) = rest.first() {
        let same = rest.iter().take_while(|line| has(line) == has(first)).count();
        let (these, others) = rest.split_at(same);
        rest = others;
        if has(first) {
            let cells = these.iter().filter_map(|line| line.get(column));
            let widest = cells.map(|cell| cell.chars().count()).max().unwrap_or(0);
            widths.push((widest + style.blanks).max(style.least));
            block(these, style, widths, out);
            widths.pop();
        } else {
            these.iter().for_each(|line| write(line, widths, out));
        }
    }
}

fn write(line: &[&str], widths: &[usize], out: &mut String) {
    for (column, cell) in line.iter().enumerate() {
        out.push_str(cell);
        if let Some(width) = widths.get(column) {
            out.extend(std::iter::repeat_n(' ', width.saturating_sub(cell.chars().count())));
        }
    }
    out.push('\n');
}

/// Rows of a table in columns that may not get narrower than they once were: what a watch goes on with. The last cell of a row is
/// in no column.
pub fn rows(rows: &[Vec<String>], style: Style, widths: &mut Vec<usize>) -> String {
    let mut out = String::new();
    for row in rows {
        for (column, cell) in row.iter().enumerate().take(row.len().saturating_sub(1)) {
            let width = (cell.chars().count() + style.blanks).max(style.least);
            match widths.get_mut(column) {
                Some(known) => *known = width.max(*known),
                None => widths.push(width),
            }
        }
    }
    for row in rows {
        let cells: Vec<&str> = row.iter().map(String::as_str).collect();
        let inner = widths.get(..row.len().saturating_sub(1)).unwrap_or(widths);
        write(&cells, inner, &mut out);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_set_as_tabwriter_sets_them() {
        let cases = [
            ("a\tb\nccc\td\n", "a    b\nccc  d\n"),
            ("Name:\tweb\nLabels:\ta=b\n\tc=d\n", "Name:    web\nLabels:  a=b\n         c=d\n"),
            (
                "Conditions:\n  Type\tStatus\n  Available \tTrue\nOld:\t<none>\n",
                concat!("Conditions:\n", "  Type        Status\n", "  Available   True\n", "Old:          <none>\n"),
            ),
            ("a\tb\tc\nd\ne\tf\tg\n", "a  b  c\nd\ne  f  g\n"),
            ("long name\tx\na\tb\tc\n", "long name  x\na          b  c\n"),
            ("é\tx\nabc\ty\t\n", "é    x\nabc  y  \n"),
        ];
        for (text, expected) in cases {
            assert_eq!(set(text, DESCRIBE), expected);
        }
    }

    #[test]
    fn rows_keep_the_widths_they_had() {
        let row = |cells: [&str; 3]| cells.map(String::from).to_vec();
        let mut widths = Vec::new();
        let first = rows(&[row(["NAME", "X", "AGE"]), row(["web-1", "Running", "2s"])], GET, &mut widths);
        assert_eq!(first, "NAME    X         AGE\nweb-1   Running   2s\n");
        assert_eq!(rows(&[row(["w", "No", "3s"])], GET, &mut widths), "w       No        3s\n");
        assert_eq!(
            rows(&[row(["w", "ContainerCreating", "3s"])], GET, &mut widths),
            "w       ContainerCreating   3s\n"
        );
    }
}
