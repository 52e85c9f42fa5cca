//! The enums of the schema.  Those of columns and of the core are declared there, with their documentation;
//! here they get their name in the schema.  Those that only the API has are declared at the end.

use std::borrow::Cow;

use async_graphql::indexmap::IndexMap;
use async_graphql::parser::types::Field;
use async_graphql::registry::{EnumBuilder, MetaEnumValue, MetaTypeId, Registry};
use async_graphql::resolver_utils::EnumType;
use async_graphql::{
    ContextSelectionSet, Enum, InputType, InputValueError, InputValueResult, Name, OutputType, Positioned,
    ServerResult, Value,
};

use super::serialised::{Selected, Selection, Write, serialised_enum};
use crate::documented::DocumentedEnum;

/// A documented enum as an enum of the schema.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct SchemaEnum<T>(pub(crate) T);

/// Declares the enums of the schema that are documented where they are declared.
macro_rules! schema_enums {
    ($($name:ident = $declared:ty;)+) => {$(
        pub(crate) type $name = SchemaEnum<$declared>;

        impl DocumentedEnum for $declared {
            const NAME: &'static str = stringify!($name);
            const DESCRIPTION: &'static str = <$declared>::DESCRIPTION;
            const VALUES: &'static [(Self, &'static str, &'static str)] = <$declared>::VALUES;
        }

        impl From<$name> for $declared {
            fn from(value: $name) -> Self {
                value.0
            }
        }
    )+};
}

schema_enums! {
    AnchorKind = entity::AnchorKind;
    AnchorOrigin = entity::AnchorOrigin;
    AuditAction = entity::AuditAction;
    CampaignStatus = entity::CampaignStatus;
    ConstraintKind = entity::ConstraintKind;
    DayEdge = entity::Edge;
    DependencyType = entity::LinkType;
    Direction = entity::Direction;
    FindingCode = schedule::Code;
    ExportFormat = crate::export::ExportFormat;
    Firmness = entity::Firmness;
    ImportJobStatus = entity::ImportStatus;
    LagUnit = entity::LagUnit;
    LateOrigin = schedule::LateOrigin;
    LateStatus = schedule::LateStatus;
    MembershipStatus = entity::MembershipStatus;
    Priority = entity::Priority;
    ProposalStatus = entity::ProposalStatus;
    Role = entity::Role;
    SchedulingMode = entity::Mode;
    Severity = schedule::Severity;
    SlipCategory = entity::SlipCategory;
    SlipKind = entity::SlipKind;
    TokenScope = entity::Scope;
    WorkPackageKind = entity::WorkPackageKind;
}

impl<T> From<T> for SchemaEnum<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl<T: DocumentedEnum> SchemaEnum<T> {
    fn register(registry: &mut Registry) -> String {
        registry.create_input_type::<Self, _>(MetaTypeId::Enum, |_| {
            let value = |(_, name, description): &(T, &str, &str)| {
                let mut value = MetaEnumValue::new(*name);
                value.description = Some((*description).to_owned());
                (value.name.clone(), value)
            };
            EnumBuilder::new(T::NAME, T::VALUES.iter().map(value).collect::<IndexMap<_, _>>())
                .description(Some(T::DESCRIPTION.to_owned()))
                .rust_typename(std::any::type_name::<Self>())
                .build()
        })
    }
}

impl<T: DocumentedEnum> InputType for SchemaEnum<T> {
    type RawValueType = Self;

    fn type_name() -> Cow<'static, str> {
        Cow::Borrowed(T::NAME)
    }

    fn create_type_info(registry: &mut Registry) -> String {
        Self::register(registry)
    }

    fn parse(value: Option<Value>) -> InputValueResult<Self> {
        let value = value.unwrap_or_default();
        let text = match &value {
            Value::Enum(name) => name.as_str(),
            Value::String(text) => text.as_str(),
            Value::Null
            | Value::Number(_)
            | Value::Boolean(_)
            | Value::Binary(_)
            | Value::List(_)
            | Value::Object(_) => return Err(InputValueError::expected_type(value)),
        };
        let found = T::VALUES.iter().find(|(_, name, _)| *name == text).map(|(value, ..)| Self(*value));
        found.ok_or_else(|| {
            InputValueError::custom(format!("Enumeration type does not contain value \"{text}\"."))
        })
    }

    fn to_value(&self) -> Value {
        Value::Enum(Name::new(self.0.name()))
    }

    fn as_raw_value(&self) -> Option<&Self> {
        Some(self)
    }
}

impl<T: DocumentedEnum> OutputType for SchemaEnum<T> {
    fn type_name() -> Cow<'static, str> {
        Cow::Borrowed(T::NAME)
    }

    fn create_type_info(registry: &mut Registry) -> String {
        Self::register(registry)
    }

    async fn resolve(&self, _: &ContextSelectionSet<'_>, _: &Positioned<Field>) -> ServerResult<Value> {
        Ok(self.to_value())
    }
}

impl<T: DocumentedEnum> Write for SchemaEnum<T> {
    fn select(_: &Selection<'_>) -> Option<Selected> {
        Some(Selected::default())
    }

    fn write(&self, _: &Selected, out: &mut Vec<u8>) {
        for part in ["\"", self.0.name(), "\""] {
            out.extend_from_slice(part.as_bytes());
        }
    }
}

serialised_enum! { DeadlineKind, ReasonKind, Weekday, WorkStatus }

/// How far work is, as people report it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Enum)]
pub(crate) enum WorkStatus {
    /// Nobody has begun.
    NotStarted,
    /// Begun, not finished.
    InProgress,
    /// Not finished, and cannot go on for the reason given.
    Blocked,
    /// Finished.
    Done,
}

/// What decides the dates of a work package.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Enum)]
pub(crate) enum ReasonKind {
    /// The campaign's start.
    CampaignStart,
    /// A dependency: the driving one.
    Dependency,
    /// A date constraint of the work package or of a phase above it; for as-late-as-possible work also of a
    /// successor.
    Constraint,
    /// The deadline that as-late-as-possible work is placed before: its own, or that of a successor.
    Deadline,
    /// The anchor that as-late-as-possible work is placed before: its own, or that of a successor.
    Anchor,
    /// Placed as late as the campaign's required finish allows.
    RequiredFinish,
    /// A day off: its calendar moves it to the next working day.
    Calendar,
    /// What really happened.
    Actual,
    /// Typed dates of manual work: its own, or for as-late-as-possible work those of a successor.
    Manual,
    /// The day that is asked for has passed: work that has not happened comes after it.
    StatusDate,
    /// Its duration.
    Duration,
    /// The work packages in it: it is a phase.
    RollUp,
}

impl ReasonKind {
    /// Of what the core gives as the reason; none of a phase.
    pub(crate) const fn of(reason: Option<schedule::Reason>) -> Self {
        let Some(reason) = reason else { return Self::RollUp };
        match reason {
            schedule::Reason::CampaignStart => Self::CampaignStart,
            schedule::Reason::Link { .. } => Self::Dependency,
            schedule::Reason::Constraint => Self::Constraint,
            schedule::Reason::Deadline => Self::Deadline,
            schedule::Reason::Anchor(_) => Self::Anchor,
            schedule::Reason::RequiredFinish => Self::RequiredFinish,
            schedule::Reason::Calendar => Self::Calendar,
            schedule::Reason::Actual => Self::Actual,
            schedule::Reason::Manual => Self::Manual,
            schedule::Reason::StatusDate => Self::StatusDate,
            schedule::Reason::Duration => Self::Duration,
        }
    }

    /// Its name in the schema.
    pub(crate) fn name(self) -> &'static str {
        Self::items().iter().find(|item| item.value == self).map_or("", |item| item.name)
    }

    /// The kind of a name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::items().iter().find(|item| item.name == name).map(|item| item.value)
    }
}

/// A day of the week.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Enum)]
pub(crate) enum Weekday {
    /// Monday.
    Monday,
    /// Tuesday.
    Tuesday,
    /// Wednesday.
    Wednesday,
    /// Thursday.
    Thursday,
    /// Friday.
    Friday,
    /// Saturday.
    Saturday,
    /// Sunday.
    Sunday,
}

impl Weekday {
    /// The week, in the order of calendars.
    pub(crate) const ALL: [Self; 7] = [
        Self::Monday,
        Self::Tuesday,
        Self::Wednesday,
        Self::Thursday,
        Self::Friday,
        Self::Saturday,
        Self::Sunday,
    ];
}

/// What a day of the stream of deadlines is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Enum)]
pub(crate) enum DeadlineKind {
    /// A campaign's anchor.
    Anchor,
    /// The deadline of a work package.
    Deadline,
    /// The planned finish of a task or milestone.
    Due,
}

/// Colours of a picture.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Enum)]
#[graphql(remote = "exchange::gantt::Theme")]
pub(crate) enum PictureTheme {
    /// Dark text and lines on a light background.
    Light,
    /// Light text and lines on a dark background.
    Dark,
}
