// Relay reads documents from scripts, and wants each operation to be named after its file.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";

const folder = `${process.argv[2]}/docs/operations`;
for (const file of readdirSync(folder)) {
  const name = file.replace(".graphql", "").replaceAll(/-./g, (part) => part[1].toUpperCase());
  const document = readFileSync(`${folder}/${file}`, "utf8").replace(/^(query|mutation) \w+/m, `$1 ${name}Query`);
  const tagged = document.replace("mutation " + name + "Query", "mutation " + name + "Mutation");
  writeFileSync(`out/relay/src/${name}.js`, `graphql\`\n${tagged.replaceAll("`", "'")}\n\`;\n`);
}
