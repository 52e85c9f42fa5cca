// The page: sign in, drag bars, see what else moves, save, undo; and see what others do.
import { Chart } from "./chart.js";
import { FOLLOW, OPEN, PREVIEW, SAVE, UNDO } from "./documents.js";
import { Leadtime } from "./leadtime.js";

const element = (id) => document.getElementById(id);
const api = new Leadtime(import.meta.env.VITE_LEADTIME_URL ?? "http://127.0.0.1:8000/graphql");
const campaignKey = new URLSearchParams(location.search).get("campaign") ?? "D11";
const chart = new Chart(element("gantt"), told(drag));

/** The campaign as the server has it. */
let campaign;
/** Edits that are not saved yet, by work package, with the key that makes it safe to send them again. */
let edits = new Map();
let idempotencyKey;
/** The last preview that was asked for: an answer to an earlier one is not drawn any more. */
let previews = 0;
/** Numbers of the changes that were saved here, the last of which is undone first. */
const saved = [];

function say(text, isError = false) {
  element("message").textContent = text;
  element("message").classList.toggle("is-error", isError);
}

function show({ moves, findingsAppeared, findingsResolved }) {
  chart.draw(campaign.progressTable, edits.size > 0 ? moves : []);
  const span = (dates) => (dates ? `${dates.start} – ${dates.finish}` : "no dates");
  const lines = [
    ...moves.map(({ workPackage: { key, title }, from, to, reason }) =>
      `${key} ${title}: ${span(from)} → ${span(to)} (${reason.kind})`),
    ...findingsAppeared.map(({ severity, message }) => `+ ${severity}: ${message}`),
    ...findingsResolved.map(({ message }) => `resolved: ${message}`),
  ];
  const items = lines.map((line) => Object.assign(document.createElement("li"), { textContent: line }));
  element("ripple").replaceChildren(...items);
  const { asOf, forecastFinish } = campaign.progressTable;
  element("title").textContent = `${campaign.name} as of ${asOf}, forecast ${forecastFinish}`;
  element("save").disabled = element("discard").disabled = edits.size === 0;
  element("undo").disabled = edits.size > 0 || saved.length === 0;
}

const NO_EFFECT = { moves: [], findingsAppeared: [], findingsResolved: [] };

/** Takes edits out that the server refuses, such as those of rows that somebody else has changed, and says why. */
function refuse(userErrors) {
  const ids = [...edits.keys()];
  for (const { field } of userErrors) edits.delete(ids[field?.[1]]);
  if (edits.size === ids.length) edits.clear();
  const reasons = userErrors.map(({ code, message, field }) => {
    const row = campaign.progressTable.rows.find(({ workPackage }) => workPackage.id === ids[field?.[1]]);
    return `${code}: ${row ? `“${row.title}”: ` : ""}${message}`;
  });
  say(`Not saved. ${reasons.join(" ")} The chart shows the plan as it is now.`, true);
}

/** Shows what the edits would do; without any, the plan as it is. */
async function preview() {
  previews += 1;
  const asked = previews;
  if (edits.size === 0) return show(NO_EFFECT);
  const answer = await api.ask(PREVIEW, { key: campaignKey, edits: [...edits.values()] });
  const { ripple, userErrors } = answer.campaign.previewPlanEdits;
  if (asked !== previews) return;
  if (userErrors.length === 0) return show(ripple);
  refuse(userErrors);
  await preview();
}

async function drag({ id, dates }) {
  const { workPackage } = campaign.progressTable.rows.find((row) => row.workPackage.id === id);
  edits.set(id, { moveWorkPackage: { workPackageId: id, ...dates, expectedVersion: workPackage.version } });
  idempotencyKey = crypto.randomUUID();
  say("This is what would happen.");
  await preview();
}

/** Shows the campaign as it is after an edit, unless something newer is shown already. */
async function take(newer) {
  if (newer.seq > campaign.seq) campaign = newer;
  await preview();
}

async function save() {
  const input = { campaignId: campaign.id, edits: [...edits.values()], idempotencyKey };
  const { edit } = await api.ask(SAVE, { input });
  if (edit.userErrors.length > 0) {
    refuse(edit.userErrors);
  } else {
    edits = new Map();
    saved.push(edit.changeSeq);
    say(`Saved. Work packages moved: ${edit.ripple.moves.length}.`);
  }
  await take(edit.campaign ?? campaign);
}

async function discard() {
  edits = new Map();
  say("");
  await preview();
}

async function undo() {
  const { edit } = await api.ask(UNDO, { input: { campaignId: campaign.id, changeSeq: saved.at(-1) } });
  if (edit.userErrors.length > 0) {
    refuse(edit.userErrors);
  } else {
    saved.pop();
    say(`Undone. Work packages moved: ${edit.ripple.moves.length}.`);
  }
  await take(edit.campaign ?? campaign);
}

async function follow({ campaignChanged }) {
  if (!campaignChanged.campaign) return say("The campaign was deleted.", true);
  if (campaignChanged.seq <= campaign.seq) return;
  const names = campaignChanged.changes.map(({ user, cause }) => `${user?.name ?? "The server"}: ${cause}`);
  say(names.join(", "));
  await take(campaignChanged.campaign);
}

async function signIn(form) {
  await api.signIn(form.get("email"), form.get("password"));
  ({ campaign } = await api.ask(OPEN, { key: campaignKey }));
  if (!campaign) return say(`There is no campaign ${campaignKey}.`, true);
  element("sign-in").hidden = true;
  element("toolbar").hidden = false;
  say("");
  show(NO_EFFECT);
  const variables = { campaignId: campaign.id, get afterSeq() { return campaign.seq; } };
  api.follow(FOLLOW, variables, { next: told(follow), error: () => say("You are signed out: reload the page.", true) });
}

/** The action, with whatever goes wrong told to the user. */
function told(action) {
  return (argument) => Promise.resolve(argument).then(action).catch((error) => say(error.message, true));
}

element("sign-in").addEventListener("submit", (event) => {
  event.preventDefault();
  told(signIn)(new FormData(event.target));
});
element("save").addEventListener("click", told(save));
element("discard").addEventListener("click", told(discard));
element("undo").addEventListener("click", told(undo));
