//! Thresholds of findings: of a workspace, and of a campaign in place of its workspace's.

use std::ops::RangeInclusive;

use async_graphql::{InputObject, MaybeUndefined};
use macros::SerialisedObject;
use schedule::Thresholds;

use crate::plan::{ThresholdChange, ThresholdChanges, ThresholdOverrides, thresholds};
use crate::refusal::{At, Code, Refusal};

macro_rules! declare {
    ($($name:ident $field:literal $min:literal, $max:literal: $doc:literal;)+) => {
        /// Thresholds of findings: from where on each is told.
        #[derive(Clone, Copy, SerialisedObject)]
        #[serialised_object(name = "FindingThresholds")]
        pub(crate) struct FindingThresholds {
            $(#[doc = $doc] $name: i32,)+
        }

        impl From<Thresholds> for FindingThresholds {
            fn from(valid: Thresholds) -> Self {
                Self { $($name: number(valid.$name),)+ }
            }
        }

        /// Thresholds of findings that a campaign sets in place of its workspace's; null of those that it
        /// does not set.
        #[derive(Clone, Copy, SerialisedObject)]
        #[serialised_object(name = "FindingThresholdOverrides")]
        pub(crate) struct FindingThresholdOverrides {
            $(#[doc = $doc] $name: Option<i32>,)+
        }

        impl From<ThresholdOverrides> for FindingThresholdOverrides {
            fn from(set: ThresholdOverrides) -> Self {
                Self { $($name: set.$name,)+ }
            }
        }

        /// Thresholds of findings to set.  A field that is left out stays as it is; null is the built-in
        /// threshold for a workspace, and its workspace's for a campaign.
        #[derive(InputObject, Clone, Copy)]
        pub(crate) struct FindingThresholdsInput {
            $(#[doc = $doc] $name: MaybeUndefined<i32>,)+
        }

        impl FindingThresholdsInput {
            fn parse(self) -> Result<ThresholdChanges, Refusal> {
                let Self { $($name,)+ } = self;
                Ok(ThresholdChanges { $($name: change($name, $min..=$max).at($field)?,)+ })
            }
        }
    };
}
thresholds!(declare);

/// What changes of thresholds by an input that may be left out; null sets none any more.
///
/// # Errors
/// [`Code::OutOfRange`] at the threshold.
pub(crate) fn changes(
    given: MaybeUndefined<FindingThresholdsInput>,
) -> Result<Option<ThresholdChanges>, Refusal> {
    match given {
        MaybeUndefined::Undefined => Ok(None),
        MaybeUndefined::Null => Ok(Some(ThresholdChanges::CLEAR)),
        MaybeUndefined::Value(input) => input.parse().map(Some),
    }
}

fn change(given: MaybeUndefined<i32>, range: RangeInclusive<i32>) -> Result<ThresholdChange, Refusal> {
    match given {
        MaybeUndefined::Undefined => Ok(ThresholdChange::Keep),
        MaybeUndefined::Null => Ok(ThresholdChange::Clear),
        MaybeUndefined::Value(value) if range.contains(&value) => Ok(ThresholdChange::Set(value)),
        MaybeUndefined::Value(_) => {
            Err(Refusal::from(Code::OutOfRange).with("min", range.start()).with("max", range.end()))
        }
    }
}

fn number(value: impl TryInto<i32>) -> i32 {
    value.try_into().unwrap_or(i32::MAX)
}
