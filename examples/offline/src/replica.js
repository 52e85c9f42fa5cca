// A copy of everything that the caller can see, kept by RxDB's GraphQL replication: read and edited offline, pulled by
// `changes`, pushed by `applyPlanEdits`, and told of news by `campaignChanged`.
import { createRxDatabase } from "rxdb";
import { replicateGraphQL } from "rxdb/plugins/replication-graphql";
import { getRxStorageMemory } from "rxdb/plugins/storage-memory";

const WORK_PACKAGE = `key wbs title progress version planned { start finish }`;

const CHANGES = `query ($since: String) {
  changes(since: $since, first: 500) {
    endCursor hasMore resyncRequired
    rows {
      id kind campaignId workspaceId isDeleted
      entity {
        ... on WorkPackage { ${WORK_PACKAGE} }
        ... on Campaign { key name status version }
        ... on Dependency { predecessor { id } successor { id } dependencyType lagDays }
        ... on User { name }
      }
    }
  }
}`;

const PUSH = `mutation ($input: ApplyPlanEditsInput!) {
  applyPlanEdits(input: $input) {
    results { workPackage { id ${WORK_PACKAGE} } conflict { code message } }
    userErrors { code message field }
  }
}`;

const NEWS = `subscription ($campaignId: ID!) { campaignChanged(campaignId: $campaignId) { seq } }`;

const schema = {
  version: 0,
  primaryKey: "id",
  type: "object",
  properties: {
    id: { type: "string", maxLength: 40 },
    kind: { type: "string" },
    campaignId: { type: ["string", "null"] },
    workspaceId: { type: ["string", "null"] },
    entity: { type: ["object", "null"] },
  },
};

const documentOf = ({ isDeleted, ...row }) => ({ ...row, _deleted: isDeleted });

/** What was edited of a work package, each from the version that it was edited from. */
function editsOf({ assumedMasterState: { entity: before }, newDocumentState: { id, entity, _deleted } }) {
  const row = { workPackageId: id, expectedVersion: before.version };
  if (_deleted) return [{ deleteWorkPackage: row }];
  const edits = [];
  if (entity.title !== before.title) edits.push({ updateWorkPackage: { ...row, title: entity.title } });
  if (entity.progress !== before.progress) edits.push({ reportProgress: { ...row, progress: entity.progress } });
  return edits;
}

/** The same for the same edits: a push whose answer was lost is sent again with it, and done once. */
async function keyOf(edits) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(JSON.stringify(edits)));
  return Buffer.from(digest).toString("hex");
}

export class Replica {
  /**
   * `url` is that of the server's `/graphql`, `token` one for scripts.  Work packages of the campaign are edited and
   * followed; everything else is read.  `onConflict` gets an edit's `conflict`, and the `workPackage` as it is now.
   */
  static async open({ url, token, campaignId, onConflict, fetch = globalThis.fetch, retryTime = 5000 }) {
    const replica = new Replica();
    replica.campaignId = campaignId;
    replica.onConflict = onConflict;
    // In a browser: `getRxStorageDexie()`, a name that stays, and `multiInstance` for its tabs.
    const storage = getRxStorageMemory();
    replica.database = await createRxDatabase({ name: crypto.randomUUID(), storage, multiInstance: false });
    ({ rows: replica.rows } = await replica.database.addCollections({ rows: { schema } }));
    const authorization = `Bearer ${token}`;
    replica.replication = replicateGraphQL({
      collection: replica.rows,
      replicationIdentifier: url,
      url: { http: url, ws: url.replace(/^http/, "ws") },
      headers: { authorization },
      fetch,
      retryTime,
      pull: {
        // RxDB asks on until a page has fewer: until nothing more comes.
        batchSize: 1,
        queryBuilder: (checkpoint) => ({ query: CHANGES, variables: { since: checkpoint?.cursor } }),
        responseModifier: (answer, origin) => (origin === "stream" ? "RESYNC" : replica.pulled(answer)),
        streamQueryBuilder: () => ({ query: NEWS, variables: { campaignId } }),
        wsOptions: { connectionParams: { authorization }, retryAttempts: Infinity },
      },
      push: {
        queryBuilder: async (changes) => {
          const edits = changes.flatMap(editsOf);
          const input = { campaignId, edits, conflicts: "REPORT", idempotencyKey: await keyOf(edits) };
          return { query: PUSH, variables: { input } };
        },
        responseModifier: (answer) => replica.pushed(answer),
      },
    });
    await replica.replication.awaitInitialReplication();
    return replica;
  }

  workPackage(key) {
    return this.rows.findOne({ selector: { campaignId: this.campaignId, "entity.key": key } }).exec();
  }

  /** Sets `title` or `progress` of a work package here; it is pushed when the server can be reached. */
  async edit(key, fields) {
    const row = await this.workPackage(key);
    if (!row) throw new Error(`there is no work package ${key}`);
    await row.incrementalModify((data) => ({ ...data, entity: { ...data.entity, ...fields } }));
  }

  /** A page of changes as documents, tombstones among them. */
  async pulled({ rows, endCursor, resyncRequired }) {
    if (resyncRequired) return this.pullAgain();
    const documents = new Map();
    for (const row of rows) {
      for (const gone of row.isDeleted ? await this.rowsOf(row) : []) {
        documents.set(gone.id, { ...gone.toJSON(), _deleted: true });
      }
      documents.set(row.id, documentOf(row));
    }
    return { documents: [...documents.values()], checkpoint: { cursor: endCursor } };
  }

  /** The rows that a tombstone stands for, where it is that of a campaign or a workspace. */
  rowsOf({ id }) {
    return this.rows.find({ selector: { $or: [{ campaignId: id }, { workspaceId: id }] } }).exec();
  }

  /** Everything anew: what is stored here and not there any more is deleted, and edits that wait to be pushed stay. */
  async pullAgain() {
    const stored = await this.rows.find().exec();
    const documents = new Map(stored.map((row) => [row.id, { ...row.toJSON(), _deleted: true }]));
    let page = { hasMore: true };
    while (page.hasMore) {
      const request = { query: CHANGES, variables: { since: page.endCursor } };
      const { data, errors } = await this.replication.graphQLRequest(request);
      if (errors) throw errors;
      page = data.changes;
      for (const row of page.rows) documents.set(row.id, documentOf(row));
    }
    return { documents: [...documents.values()], checkpoint: { cursor: page.endCursor } };
  }

  /**
   * The work packages as they are after a push, which take the place of those here: with their new versions and dates
   * where the edit was done, as somebody else has changed them where it came too late.
   */
  pushed({ results, userErrors }) {
    if (userErrors.length > 0) throw userErrors;
    for (const result of results) if (result.conflict) this.onConflict(result);
    const present = results.map(({ workPackage }) => workPackage).filter(Boolean);
    const same = { kind: "WORK_PACKAGE", campaignId: this.campaignId, workspaceId: null, _deleted: false };
    return present.map(({ id, ...entity }) => ({ ...same, id, entity }));
  }

  close() {
    return this.database.close();
  }
}
