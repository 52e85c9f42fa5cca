//! Limits of a document with its fragments spread out, each fragment measured once.

use std::collections::{BTreeMap, BTreeSet};

use async_graphql::parser::types::{ExecutableDocument, Field, OperationType, Selection, SelectionSet};
use async_graphql::{Name, Variables};
use async_graphql_value::Value;

use super::weight::{FILE, OBJECTS_A_FILE, Plans, Weights};
use super::{Admits, Handling, operands};
use crate::error::{Error, Result};

const MOST_SELECTIONS: u64 = 5_000;
const MOST_ALIASES: u64 = 50;
const MOST_DIRECTIVES: u64 = 50;
const MOST_MUTATIONS: u64 = 20;
const MOST_FILES: u64 = 4;
const DEEPEST: u64 = 15;
const MOST_NODES: u64 = 10_000;

/// What a mutation counts as, for what a document costs.
const OBJECTS_A_MUTATION: u64 = 100;

/// Mutations of those who are not signed in: whoever sends them beside a token that is not valid any more is
/// nobody.  Each takes a secret that somebody may be guessing, or hashes one.
const OPEN: [&str; 7] = [
    "acceptInvitation",
    "confirmRegistration",
    "refreshSession",
    "register",
    "requestPasswordReset",
    "resetPassword",
    "signIn",
];

/// Queries that read campaigns with their plans, and directories; their answers are kept, unless anything
/// else turns out to be read for them.
const REPEATABLE: [&str; 10] = [
    "__typename",
    "calendars",
    "campaign",
    "campaigns",
    "deadlines",
    "departments",
    "findings",
    "viewer",
    "workPackage",
    "workPackages",
];

/// Whether a mutation takes a secret that somebody may be guessing, or hashes one.
fn is_attempt(mutation: &str) -> bool {
    mutation == "changePassword" || OPEN.contains(&mutation)
}

/// Fields whose values let somebody in.
const SECRETS: [&str; 3] = ["accessToken", "refreshToken", "secret"];

/// Directives that a field may have.
const DIRECTIVES: [&str; 2] = ["include", "skip"];

/// What was seen of a document on the way.
#[derive(Default)]
pub(super) struct Seen {
    /// Whom it is executed for.
    pub admits: Admits,
    /// What is wrong with it that validation does not look at.
    pub fault: Option<String>,
    /// A response key stands twice where parts of it would have to be merged.
    pub has_repeated_keys: bool,
    /// It is only to be weighed: `rateLimit(dryRun: true)`.
    pub is_dry_run: bool,
    /// What is done with its answer.
    pub handling: Handling,
    /// Objects that its answer may hold, going by its pages: for what it costs.
    pub objects: u64,
}

/// Refuses a document that asks for too much.
pub(super) fn check(document: &ExecutableDocument, variables: &Variables) -> Result<Seen> {
    let mut measure = Measure {
        weights: Weights { document, variables },
        fragments: BTreeMap::new(),
        seen: Seen::default(),
        asks_for_schema: false,
    };
    let (mut is_open, mut is_repeatable) = (true, true);
    for (_, operation) in document.operations.iter() {
        let size = measure.set(&operation.node.selection_set.node)?;
        size.check()?;
        let writes = if operation.node.ty == OperationType::Mutation { size.roots } else { 0 };
        let written = writes.saturating_mul(OBJECTS_A_MUTATION);
        let files = size.files.saturating_mul(OBJECTS_A_FILE);
        let objects = size.objects.saturating_add(written).saturating_add(size.plans.objects());
        let objects = objects.saturating_add(files);
        measure.seen.objects = measure.seen.objects.max(objects);
        is_open &= writes > 0 && writes == size.open;
        is_repeatable &= writes == 0 && size.roots == size.repeatable;
        let roots = &operation.node.selection_set.node.items;
        measure.seen.is_dry_run |= roots.iter().any(|item| measure.is_dry_run(&item.node));
        let directives = u64::try_from(operation.node.directives.len()).unwrap_or(u64::MAX);
        limit(size.directives + directives, MOST_DIRECTIVES, "directives")?;
        limit(size.files, MOST_FILES, "files")?;
        if operation.node.ty == OperationType::Subscription {
            limit(size.roots, 1, "field of a subscription")?;
        }
        if operation.node.ty == OperationType::Mutation {
            limit(size.roots, MOST_MUTATIONS, "mutations")?;
            limit(size.attempts, 1, "mutation that takes a password or a link")?;
        }
    }
    if is_repeatable && measure.seen.handling == Handling::Once {
        measure.seen.handling = Handling::Repeated;
    }
    measure.seen.admits = match (measure.asks_for_schema, is_open) {
        (true, _) => Admits::SignedIn,
        (false, true) => Admits::Anybody,
        (false, false) => Admits::Strangers,
    };
    Ok(measure.seen)
}

/// What a selection comes to with its fragments spread out.
#[derive(Clone, Default)]
struct Size {
    selections: u64,
    aliases: u64,
    directives: u64,
    depth: u64,
    /// Items that an answer may hold, going by its pages.
    nodes: u64,
    /// The same with the objects that lie in each of them.
    objects: u64,
    /// Plans that are computed for it.
    plans: Plans,
    /// Response keys with a selection of their own, at this level.
    keys: BTreeSet<Name>,
    /// Whether it selects the items of a page, at this level.
    has_items: bool,
    /// Fields at this level.
    roots: u64,
    /// Of them, attempts at passwords and links.
    attempts: u64,
    /// Of them, those that need nobody to be signed in.
    open: u64,
    /// Of them, queries whose answers can be given again.
    repeatable: u64,
    /// Of them, campaigns as files.
    files: u64,
}

impl Size {
    fn add(&mut self, other: &Self) {
        self.selections = self.selections.saturating_add(other.selections);
        self.aliases = self.aliases.saturating_add(other.aliases);
        self.directives = self.directives.saturating_add(other.directives);
        self.nodes = self.nodes.saturating_add(other.nodes);
        self.objects = self.objects.saturating_add(other.objects);
        self.plans.add(other.plans);
        self.depth = self.depth.max(other.depth);
    }

    fn check(&self) -> Result<()> {
        limit(self.selections, MOST_SELECTIONS, "fields, with fragments spread out")?;
        limit(self.aliases, MOST_ALIASES, "aliases")?;
        limit(self.directives, MOST_DIRECTIVES, "directives")?;
        limit(self.depth, DEEPEST, "levels")?;
        limit(self.nodes, MOST_NODES, "nodes, by the sizes of its pages")
    }
}

fn limit(count: u64, most: u64, what: &str) -> Result<()> {
    if count <= most {
        Ok(())
    } else {
        Err(Error::TooLarge(format!("the document asks for more than {most} {what}")))
    }
}

struct Measure<'a> {
    weights: Weights<'a>,
    /// None while a fragment is being measured: one that spreads itself meets that.
    fragments: BTreeMap<&'a Name, Option<Size>>,
    seen: Seen,
    asks_for_schema: bool,
}

impl<'a> Measure<'a> {
    fn set(&mut self, set: &'a SelectionSet) -> Result<Size> {
        let mut sum = Size::default();
        for item in &set.items {
            let directives = item.node.directives().len();
            sum.directives = sum.directives.saturating_add(u64::try_from(directives).unwrap_or(u64::MAX));
            match &item.node {
                Selection::Field(field) => {
                    sum.add(&self.field(&field.node)?);
                    let name = field.node.name.node.as_str();
                    sum.roots = sum.roots.saturating_add(1);
                    sum.attempts = sum.attempts.saturating_add(u64::from(is_attempt(name)));
                    sum.open = sum.open.saturating_add(u64::from(OPEN.contains(&name)));
                    sum.repeatable = sum.repeatable.saturating_add(u64::from(REPEATABLE.contains(&name)));
                    sum.files = sum.files.saturating_add(u64::from(name == FILE));
                    if !field.node.selection_set.node.items.is_empty() {
                        sum.has_items |= matches!(field.node.name.node.as_str(), "nodes" | "edges");
                        self.seen.has_repeated_keys |=
                            !sum.keys.insert(field.node.response_key().node.clone());
                    }
                }
                Selection::InlineFragment(fragment) => {
                    let inner = self.set(&fragment.node.selection_set.node)?;
                    self.spread(&mut sum, &inner);
                }
                Selection::FragmentSpread(spread) => {
                    let inner = self.fragment(&spread.node.fragment_name.node)?;
                    self.spread(&mut sum, &inner);
                }
            }
            sum.check()?;
        }
        Ok(sum)
    }

    fn spread(&mut self, sum: &mut Size, inner: &Size) {
        sum.add(inner);
        // The spread itself counts: of nothing but spreads, too, there can be too many.
        sum.selections = sum.selections.saturating_add(1);
        sum.roots = sum.roots.saturating_add(inner.roots);
        sum.attempts = sum.attempts.saturating_add(inner.attempts);
        sum.open = sum.open.saturating_add(inner.open);
        sum.repeatable = sum.repeatable.saturating_add(inner.repeatable);
        sum.files = sum.files.saturating_add(inner.files);
        sum.has_items |= inner.has_items;
        for key in &inner.keys {
            self.seen.has_repeated_keys |= !sum.keys.insert(key.clone());
        }
    }

    fn fragment(&mut self, name: &'a Name) -> Result<Size> {
        match self.fragments.get(name) {
            Some(Some(size)) => return Ok(size.clone()),
            Some(None) => return Err(Error::TooLarge(format!("the fragment {name} spreads itself"))),
            None => {}
        }
        // A fragment that is not there is left to validation.
        let Some(fragment) = self.weights.document.fragments.get(name) else { return Ok(Size::default()) };
        self.fragments.insert(name, None);
        let mut size = self.set(&fragment.node.selection_set.node)?;
        let directives = u64::try_from(fragment.node.directives.len()).unwrap_or(u64::MAX);
        size.directives = size.directives.saturating_add(directives);
        self.fragments.insert(name, Some(size.clone()));
        Ok(size)
    }

    fn field(&mut self, field: &'a Field) -> Result<Size> {
        let mut size = self.set(&field.selection_set.node)?;
        self.asks_for_schema |= field.name.node == "__schema";
        if SECRETS.contains(&field.name.node.as_str()) {
            self.seen.handling = Handling::Secret;
        }
        if field.name.node == "__typename" {
            self.check_directives(field);
        }
        if let Some(filter) = field.get_argument("filter") {
            operands::check(&self.weights.value(&filter.node), "filter", &|value| self.weights.value(value))?;
        }
        size.keys.clear();
        let is_page = std::mem::take(&mut size.has_items);
        size.selections = size.selections.saturating_add(1);
        size.aliases = size.aliases.saturating_add(u64::from(field.alias.is_some()));
        size.depth += 1;
        let items = self.weights.items(field, is_page);
        size.plans.add(self.weights.plans(field));
        size.plans = size.plans.times(items.max(1));
        size.nodes = items.saturating_mul(size.nodes.saturating_add(1)).max(size.nodes);
        // The items of a page are counted with it.
        let is_object = !field.selection_set.node.items.is_empty() && field.name.node != "nodes";
        size.objects = if items > 0 {
            items.saturating_mul(size.objects.saturating_add(1))
        } else {
            size.objects.saturating_add(u64::from(is_object))
        };
        Ok(size)
    }

    /// Validation does not look at the directives of `__typename`.
    fn check_directives(&mut self, field: &Field) {
        let names = || field.directives.iter().map(|directive| directive.node.name.node.as_str());
        let unknown = names().find(|name| !DIRECTIVES.contains(name));
        let repeated =
            || DIRECTIVES.into_iter().find(|known| names().filter(|name| name == known).count() > 1);
        let fault = match unknown {
            Some(name) => Some(format!("Unknown directive \"{name}\"")),
            None => repeated().map(|name| format!("Duplicate directive \"{name}\"")),
        };
        self.seen.fault = self.seen.fault.take().or(fault);
    }

    /// Whether it is `rateLimit(dryRun: true)`.
    fn is_dry_run(&self, item: &Selection) -> bool {
        let Selection::Field(field) = item else { return false };
        let dry = field.node.get_argument("dryRun").filter(|_| field.node.name.node == "rateLimit");
        dry.is_some_and(|dry| self.weights.value(&dry.node) == Value::Boolean(true))
    }
}
