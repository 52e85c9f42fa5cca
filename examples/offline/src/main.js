// A replica at the terminal: stop the server, edit, and start it again.
import { createInterface } from "node:readline";
import { Replica } from "./replica.js";

const url = process.env.LEADTIME_URL ?? "http://127.0.0.1:8000/graphql";
const token = process.env.LEADTIME_TOKEN;

const headers = { "content-type": "application/json", authorization: `Bearer ${token}` };
const query = `{ campaign(key: "${process.argv[2] ?? "D11"}") { id name } }`;
const answer = await (await fetch(url, { method: "POST", headers, body: JSON.stringify({ query }) })).json();
if (!answer.data?.campaign) throw new Error(answer.errors?.[0].message ?? "there is no such campaign");

const { id: campaignId, name } = answer.data.campaign;
const onConflict = ({ conflict, workPackage }) =>
  console.log(`${workPackage?.key ?? "deleted"}: not done, ${conflict.code}; it is now`, workPackage);
const replica = await Replica.open({ url, token, campaignId, onConflict });
const count = async () => (await replica.rows.find().exec()).length;
console.log(`${name}: ${await count()} rows.  list | title KEY TEXT | progress KEY PERCENT | quit`);
replica.replication.received$.subscribe(({ kind, entity, _deleted }) =>
  console.log(_deleted ? "deleted" : "changed", kind, entity?.key ?? "", entity?.title ?? ""));
replica.replication.error$.subscribe((error) => console.log("waits:", JSON.stringify(error.parameters.errors?.[0])));

const commands = {
  list: async () => {
    const rows = await replica.rows.find({ selector: { kind: "WORK_PACKAGE", campaignId } }).exec();
    for (const { entity } of rows) console.log(entity.wbs, entity.key, entity.title, `${entity.progress} %`);
  },
  title: (key, ...words) => replica.edit(key, { title: words.join(" ") }),
  progress: (key, percent) => replica.edit(key, { progress: Number(percent) }),
  quit: () => replica.close().then(() => process.exit()),
};
for await (const line of createInterface({ input: process.stdin })) {
  const [command, ...rest] = line.trim().split(/\s+/);
  await Promise.resolve(commands[command]?.(...rest)).catch((error) => console.log(error.message));
}
