//! When a question comes again: after 1 day, then 3, then 7, as long as it is answered rightly; at once where it is not, and
//! always after 1 day where one was unsure of it.

/// Days until the next time, after the first right answer, the second, and every further one.
const DAYS: [u64; 3] = [1, 3, 7];

/// Where one question stands. Days are counted since 1970, by whoever has a clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Review {
    /// The day of the last answer.
    pub answered: u64,
    /// How many right answers follow one another, each on a day on which it was due; at most 3.
    level: usize,
    /// The day from which it is asked again.
    due: u64,
}

impl Review {
    /// After an answer. A right one before its day proves nothing new: the day stays. One that somebody is unsure of counts as the first
    /// right one, whenever it is given.
    pub fn after(before: Option<Self>, right: bool, sure: Option<bool>, today: u64) -> Self {
        let before = before.unwrap_or(Self { answered: today, level: 0, due: today });
        if !right {
            return Self { answered: today, level: 0, due: today };
        }
        if sure == Some(false) {
            return Self { answered: today, level: 1, due: today.saturating_add(DAYS[0]) };
        }
        if !before.is_due(today) {
            return Self { answered: today, ..before };
        }
        let level = (before.level + 1).min(DAYS.len());
        Self { answered: today, level, due: today.saturating_add(DAYS[level - 1]) }
    }

    /// It is to be asked again. Where the clock was set back it is, rather than never.
    pub fn is_due(&self, today: u64) -> bool {
        self.due <= today || self.answered > today
    }

    /// The numbers that are written down: day, level, day of the next time.
    pub fn stored(&self) -> [u64; 3] {
        [self.answered, self.level as u64, self.due]
    }

    /// From these numbers; nothing where they are none of ours.
    pub fn restore([answered, level, due]: [u64; 3]) -> Option<Self> {
        let level = usize::try_from(level).ok().filter(|level| *level <= DAYS.len())?;
        let latest = answered.checked_add(DAYS[DAYS.len() - 1])?;
        (due <= latest).then_some(Self { answered, level, due })
    }
}

#[cfg(test)]
mod tests {
    use super::Review;

    /// Answers by day, and the days on which the question is due from then on to day 130.
    #[test]
    fn right_ones_come_later_and_later_wrong_ones_at_once() {
        type Case<'a> = (&'a str, &'a [(u64, bool)], u64);
        let cases: [Case<'_>; 8] = [
            ("right at first: tomorrow", &[(100, true)], 101),
            ("right again when due: in 3 days", &[(100, true), (101, true)], 104),
            ("and again: in 7", &[(100, true), (101, true), (104, true)], 111),
            ("and so on: in 7", &[(100, true), (101, true), (104, true), (111, true)], 118),
            ("right before its day: no sooner and no later", &[(100, true), (100, true), (100, true)], 101),
            ("wrong: at once", &[(100, true), (101, true), (104, false)], 104),
            ("then from the first on", &[(100, true), (101, true), (104, false), (104, true)], 105),
            ("late counts as on its day", &[(100, true), (109, true)], 112),
        ];
        for (name, answers, due) in cases {
            let mut review = None;
            for (day, right) in answers {
                review = Some(Review::after(review, *right, None, *day));
            }
            let review = review.expect("an answer");
            let last = answers.last().expect("an answer").0;
            assert!(review.is_due(due) && (due == last || !review.is_due(due - 1)), "{name}: {review:?}");
            assert_eq!(Review::restore(review.stored()), Some(review), "{name}");
        }
    }

    #[test]
    fn right_and_unsure_is_tomorrow_always() {
        let level_3 =
            [100, 101, 104].into_iter().fold(None, |review, day| Some(Review::after(review, true, Some(true), day)));
        for (name, today) in [("when due", 111), ("before its day", 105)] {
            let unsure = Review::after(level_3, true, Some(false), today);
            assert!(unsure.is_due(today + 1) && !unsure.is_due(today), "{name}: {unsure:?}");
            let next = Review::after(Some(unsure), true, None, today + 1);
            assert!(next.is_due(today + 4) && !next.is_due(today + 3), "{name}: then in 3 days: {next:?}");
        }
        let wrong = Review::after(level_3, false, Some(false), 111);
        assert!(wrong.is_due(111), "wrong is at once, however sure");
        assert_eq!(
            Review::after(None, true, Some(true), 100),
            Review::after(None, true, None, 100),
            "sure is as nothing said"
        );
    }

    #[test]
    fn numbers_that_are_none_of_ours_and_a_clock_set_back() {
        for numbers in [[1, 4, 2], [1, u64::MAX, 2], [1, 1, 9], [u64::MAX, 1, u64::MAX]] {
            assert_eq!(Review::restore(numbers), None, "{numbers:?}");
        }
        assert!(Review::after(None, true, None, 100).is_due(60), "the clock was set back");
    }
}
