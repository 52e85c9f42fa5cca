//! From where on findings are told: what a workspace sets in place of the built-in thresholds, and a campaign
//! in place of its workspace's.

use schedule::Thresholds;
use serde::{Deserialize, Serialize};

/// Calls a macro with every threshold: its name, that in the API, the least and the largest value, and what
/// it is.
#[macro_export]
macro_rules! thresholds {
    ($callback:ident) => {
        $callback! {
            due_soon_days "dueSoonDays" 0, 1000:
                "`DUE_SOON`: working days ahead, 0 to 1,000.  Built in: 3.";
            start_soon_days "startSoonDays" 0, 1000:
                "`START_SOON` and `LATE_PREDECESSOR`: working days ahead, 0 to 1,000.  Built in: 3.";
            behind_points "behindPoints" 0, 100:
                "`BEHIND_PROGRESS`: percentage points below the expected progress, 0 to 100.  Built \
in: 10.";
            ahead_points "aheadPoints" 0, 100:
                "`TOO_FAST` and the status `AHEAD`: percentage points above the expected progress, 0 \
to 100.  Built in: 10.";
            publication_days "publicationDays" 0, 1000:
                "`TOO_FAST`: working days that something may be published before its planned finish, \
0 to 1,000.  Built in: 1.";
            low_slack_days "lowSlackDays" 1, 1000:
                "`LOW_SLACK`: working days of total slack, 1 to 1,000.  Built in: 2.";
            firm_buffer_days "firmBufferDays" 0, 1000:
                "`FIRM_DEADLINE_NO_BUFFER`: working days before a firm deadline, where the work \
package asks for no more, 0 to 1,000.  Built in: 1.";
            holiday_days "holidayDays" 0, 1000:
                "`HOLIDAY_SQUEEZE`: working days that holidays take out of the span, 0 to 1,000.  \
Built in: 3.";
            slip_count "slipCount" 1, 1000:
                "`REPEAT_SLIP`: number of times moved later, 1 to 1,000.  Built in: 2.";
            slip_days "slipDays" 1, 1000:
                "`REPEAT_SLIP`: days moved later in sum, 1 to 1,000.  Built in: 5.";
            stale_days "staleDays" 0, 1000:
                "`STALE`: working days without a report, 0 to 1,000.  Built in: 3.";
            missing_days "missingDays" 0, 1000:
                "`UNASSIGNED`, `NO_DEPARTMENT`, `NO_DATES`, `NO_PREDECESSOR` and `NO_SUCCESSOR`: \
working days ahead, 0 to 1,000.  Built in: 5.";
            person_capacity "personCapacity" 1, 1000:
                "`OVER_ALLOCATED`: work packages of a person in parallel, 1 to 1,000.  Built in: 3.";
        }
    };
}

macro_rules! declare {
    ($($name:ident $field:literal $min:literal, $max:literal: $doc:literal;)+) => {
        /// Thresholds that are set, as the column `finding_thresholds` has them.
        #[derive(Clone, Copy, Default, PartialEq, Eq, Debug, Serialize, Deserialize)]
        #[serde(rename_all = "camelCase")]
        pub struct ThresholdOverrides {
            $(
                #[doc = $doc]
                #[serde(skip_serializing_if = "Option::is_none")]
                pub $name: Option<i32>,
            )+
        }

        impl ThresholdOverrides {
            /// The thresholds that are valid where these are set in place of others.
            #[must_use]
            pub fn over(self, others: Thresholds) -> Thresholds {
                Thresholds { $($name: chosen(self.$name, others.$name),)+ }
            }
        }

        /// What changes of thresholds that are set.
        #[derive(Clone, Copy, Debug)]
        pub struct ThresholdChanges {
            $(
                #[doc = $doc]
                pub $name: ThresholdChange,
            )+
        }

        impl ThresholdChanges {
            /// None is set any more.
            pub const CLEAR: Self = Self { $($name: ThresholdChange::Clear,)+ };

            /// The column after the change.
            #[must_use]
            pub fn apply(self, column: Option<&str>) -> Option<String> {
                let set = ThresholdOverrides::read(column);
                ThresholdOverrides { $($name: self.$name.after(set.$name),)+ }.column()
            }
        }
    };
}
thresholds!(declare);

/// What changes of one threshold.
#[derive(Clone, Copy, Debug)]
pub enum ThresholdChange {
    /// Nothing.
    Keep,
    /// It is not set any more.
    Clear,
    /// It is set.
    Set(i32),
}

impl ThresholdChange {
    /// What is set after the change.
    const fn after(self, set: Option<i32>) -> Option<i32> {
        match self {
            Self::Keep => set,
            Self::Clear => None,
            Self::Set(value) => Some(value),
        }
    }
}

impl ThresholdOverrides {
    /// Reads a column; what is not in it is not set.
    #[must_use]
    pub fn read(column: Option<&str>) -> Self {
        column.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
    }

    /// What the column has of them; nothing where none is set.
    #[must_use]
    pub fn column(self) -> Option<String> {
        serde_json::to_string(&self).ok().filter(|_| self != Self::default())
    }
}

fn chosen<T: TryFrom<i32>>(set: Option<i32>, other: T) -> T {
    set.and_then(|value| T::try_from(value).ok()).unwrap_or(other)
}
