// What the page asks: the same table after each query, edit and event, so that all of them are drawn alike.
const TABLE = `fragment Table on Campaign {
  id key name seq
  progressTable {
    asOf forecastFinish nonWorkingDays
    rows {
      workPackage { id version }
      wbs title progress lateStatus
      planned { start finish }
    }
    links { predecessor { id } successor { id } }
  }
}`;

const EFFECT = `ripple {
  moves { workPackage { id key title } from { start finish } to { start finish } reason { kind } }
  findingsAppeared { severity message }
  findingsResolved { message }
}
userErrors { code message field }`;

export const OPEN = `query ($key: String!) { campaign(key: $key) { ...Table } } ${TABLE}`;

export const PREVIEW = `query ($key: String!, $edits: [PlanEdit!]!) {
  campaign(key: $key) { previewPlanEdits(edits: $edits) { ${EFFECT} } }
}`;

export const SAVE = `mutation ($input: ApplyPlanEditsInput!) {
  edit: applyPlanEdits(input: $input) { changeSeq campaign { ...Table } ${EFFECT} }
} ${TABLE}`;

export const UNDO = `mutation ($input: UndoChangeInput!) {
  edit: undoChange(input: $input) { changeSeq campaign { ...Table } ${EFFECT} }
} ${TABLE}`;

export const FOLLOW = `subscription ($campaignId: ID!, $afterSeq: Int) {
  campaignChanged(campaignId: $campaignId, afterSeq: $afterSeq) {
    seq changes { seq cause user { name } } campaign { ...Table }
  }
} ${TABLE}`;
