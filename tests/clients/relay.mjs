// Relay reads documents from scripts, and wants each operation to be named after its file.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";

const folder = `${process.argv[2]}/docs/operations`;
for (const file of readdirSync(folder).filter((name) => name.endsWith(".graphql"))) {
  const name = file.replace(".graphql", "").replaceAll(/-./g, (part) => part[1].toUpperCase());
  const suffixed = (_, type) => `${type} ${name}${type[0].toUpperCase()}${type.slice(1)}`;
  const document = readFileSync(`${folder}/${file}`, "utf8").replace(/^(query|mutation|subscription) \w+/m, suffixed);
  writeFileSync(`out/relay/src/${name}.js`, `graphql\`\n${document.replaceAll("`", "'")}\n\`;\n`);
}
