//! What a document selects of a written type, compiled once for all of its values.

use async_graphql::ContextSelectionSet;
use async_graphql::Positioned;
use async_graphql::parser::types::{Field, SelectionSet};

use super::Object;

/// A selection of a document, with what its fragments and types are looked up in.
pub(crate) struct Selection<'a> {
    ctx: &'a ContextSelectionSet<'a>,
    /// Several where one response key is selected several times: their parts are one.
    sets: Vec<&'a SelectionSet>,
}

/// What to write of a value: for a leaf nothing, for an object its keys in their order.
#[derive(Default)]
pub(crate) struct Selected(Vec<Key>);

struct Key {
    /// With its quotes and colon, and a comma before all but the first.
    text: Box<[u8]>,
    part: Part,
}

enum Part {
    /// The name of the type, quoted.
    TypeName(Box<[u8]>),
    /// The field of this place.
    Field(usize, Selected),
}

impl<'a> Selection<'a> {
    pub(super) fn of(ctx: &'a ContextSelectionSet<'a>) -> Self {
        Self { ctx, sets: vec![&ctx.item.node] }
    }

    /// Compiles what is selected of an object; none where some of it has to be resolved.
    pub(crate) fn object<T: Object>(&self) -> Option<Selected> {
        let mut fields: Vec<(&str, Vec<&Field>)> = Vec::new();
        for set in &self.sets {
            self.collect::<T>(set, &mut fields)?;
        }
        let mut keys = Vec::with_capacity(fields.len());
        for (key, fields) in fields {
            let name = fields.first()?.name.node.as_str();
            let part = if name == "__typename" {
                Part::TypeName(quoted(&T::name()))
            } else {
                let sets = fields.iter().map(|field| &field.selection_set.node).collect();
                let (place, selected) = T::select_field(name, &Selection { ctx: self.ctx, sets })?;
                Part::Field(place, selected)
            };
            let comma = if keys.is_empty() { "" } else { "," };
            keys.push(Key { text: format!("{comma}\"{key}\":").into_bytes().into(), part });
        }
        Some(Selected(keys))
    }

    /// Gathers fields by response key, through the fragments that apply.
    fn collect<T: Object>(
        &self,
        set: &'a SelectionSet,
        into: &mut Vec<(&'a str, Vec<&'a Field>)>,
    ) -> Option<()> {
        use async_graphql::parser::types::Selection as Item;
        for item in &set.items {
            match &item.node {
                Item::Field(field) => {
                    let key = field.node.response_key().node.as_str();
                    match into.iter_mut().find(|(known, _)| *known == key) {
                        Some((_, fields)) => fields.push(&field.node),
                        None => into.push((key, vec![&field.node])),
                    }
                }
                Item::FragmentSpread(spread) => {
                    let fragment = self.ctx.query_env.fragments.get(&spread.node.fragment_name.node)?;
                    if self.applies::<T>(&fragment.node.type_condition.node.on.node) {
                        self.collect::<T>(inner(&fragment.node.selection_set), into)?;
                    }
                }
                Item::InlineFragment(fragment) => {
                    let condition = fragment.node.type_condition.as_ref();
                    if condition.is_none_or(|condition| self.applies::<T>(&condition.node.on.node)) {
                        self.collect::<T>(inner(&fragment.node.selection_set), into)?;
                    }
                }
            }
        }
        Some(())
    }

    /// Whether a fragment on this type is one on `T`.
    fn applies<T: Object>(&self, condition: &str) -> bool {
        let name = T::name();
        let interfaces = self.ctx.schema_env.registry.implements.get(&*name);
        *name == *condition || interfaces.is_some_and(|interfaces| interfaces.contains(condition))
    }
}

fn inner(set: &Positioned<SelectionSet>) -> &SelectionSet {
    &set.node
}

fn quoted(text: &str) -> Box<[u8]> {
    format!("\"{text}\"").into_bytes().into()
}

impl Selected {
    /// Writes an object.
    pub(crate) fn write<T: Object>(&self, object: &T, out: &mut Vec<u8>) {
        out.push(b'{');
        for key in &self.0 {
            out.extend_from_slice(&key.text);
            match &key.part {
                Part::TypeName(name) => out.extend_from_slice(name),
                Part::Field(place, selected) => object.write_field(*place, selected, out),
            }
        }
        out.push(b'}');
    }
}
