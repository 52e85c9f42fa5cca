//! What one field weighs: the items that it may answer with, and the plans that are computed for it.

use async_graphql::Variables;
use async_graphql::parser::types::{ExecutableDocument, Field};
use async_graphql_value::{ConstValue, Value};

use super::OBJECTS_A_POINT;
use crate::export;
use crate::graphql::effort::{MOST_FIXED, PROPOSAL, RECOVERY};

/// Items of a page where nobody says how many.
const PAGE: u64 = 50;

/// What a whole progress table counts as.
const TABLE: u64 = 150;

/// What each of the lists counts as that are not paged, and whose items have lists again.
const LIST: u64 = 5;

/// What a plan counts as that is computed for an answer and not saved.
const OBJECTS_A_PLAN: u64 = 50;

/// The query of a campaign as a file.
pub(super) const FILE: &str = "exportCampaign";

/// What such a file counts as: as much as by its link.
pub(super) const OBJECTS_A_FILE: u64 = export::COST as u64 * OBJECTS_A_POINT as u64;

/// Plans that are tried out for the fixes of a finding.
const PLANS_A_FINDING: u64 = 5;

/// Plans that are computed for an answer.
#[derive(Clone, Copy, Default)]
pub(super) struct Plans {
    /// Of previews and scenarios.
    previews: u64,
    /// Of ways out, in findings whose fixes take as many.
    findings: u64,
}

impl Plans {
    pub(super) const fn add(&mut self, other: Self) {
        self.previews = self.previews.saturating_add(other.previews);
        self.findings = self.findings.saturating_add(other.findings);
    }

    /// Those of a list of so many items.
    pub(super) const fn times(self, items: u64) -> Self {
        let Self { previews, findings } = self;
        Self { previews: previews.saturating_mul(items), findings: findings.saturating_mul(items) }
    }

    /// What they count as: beyond the most of one request, ways out are not computed.
    pub(super) fn objects(self) -> u64 {
        let findings = self.findings.min(MOST_FIXED as u64);
        self.previews.saturating_add(findings * PLANS_A_FINDING).saturating_mul(OBJECTS_A_PLAN)
    }
}

/// A document with the values of its variables.
pub(super) struct Weights<'a> {
    pub document: &'a ExecutableDocument,
    pub variables: &'a Variables,
}

impl Weights<'_> {
    /// How many items a field may answer with; 0 of what is no list that grows.
    pub(super) fn items(&self, field: &Field, is_page: bool) -> u64 {
        if let Some(ids) = field.get_argument("ids") {
            return self.length(&ids.node);
        }
        match field.name.node.as_str() {
            "dailyBrief" | "progressTable" => TABLE,
            "children" | "departments" | "dependencies" | "invitations" | "members" | "path" | "people"
            | "predecessors" | "proposals" | "sessions" | "successors" | "tokens" => LIST,
            _ if is_page => {
                self.number(field, "first").or_else(|| self.number(field, "last")).unwrap_or(PAGE)
            }
            _ => 0,
        }
    }

    /// The plans that are computed for a field itself.
    pub(super) fn plans(&self, field: &Field) -> Plans {
        let (previews, findings) = match field.name.node.as_str() {
            "backPlan" | "previewPlanEdits" => (1, 0),
            "previewScenarios" => {
                (field.get_argument("scenarios").map_or(0, |scenarios| self.length(&scenarios.node)), 0)
            }
            "preview" => (0, PROPOSAL),
            "recoveryOptions" => (0, RECOVERY),
            "suggestedFixes" => (0, 1),
            _ => (0, 0),
        };
        Plans { previews, findings: findings as u64 }
    }

    fn number(&self, field: &Field, name: &str) -> Option<u64> {
        let Value::Number(number) = self.value(&field.get_argument(name)?.node) else { return None };
        number.as_u64()
    }

    fn length(&self, value: &Value) -> u64 {
        let Value::List(items) = self.value(value) else { return 1 };
        u64::try_from(items.len()).unwrap_or(u64::MAX)
    }

    /// A value with its variable read.
    pub(super) fn value(&self, value: &Value) -> Value {
        let Value::Variable(name) = value else { return value.clone() };
        let given = self.variables.get(name).cloned();
        let operations = self.document.operations.iter();
        let mut definitions = operations.flat_map(|(_, operation)| &operation.node.variable_definitions);
        let default = || {
            let definition = definitions.find(|definition| definition.node.name.node == *name)?;
            definition.node.default_value.as_ref().map(|value| value.node.clone())
        };
        given.or_else(default).map_or(Value::Null, ConstValue::into_value)
    }
}
