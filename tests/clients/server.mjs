// A server with the demo's data, in a folder of its own: it can be stopped, and started again at the same address.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const running = new Set();
process.on("exit", () => running.forEach((server) => server.kill("SIGKILL")));

const target = process.env.CARGO_TARGET_DIR ?? fileURLToPath(new URL("../../target", import.meta.url));

export class Server {
  /** With the demo's data in English, or in the language of `demo`. */
  static async start(settings = {}, demo = []) {
    const server = new Server();
    server.command = ["serve", "--demo", ...demo];
    server.folder = await mkdtemp(join(tmpdir(), "leadtime-"));
    const quick = { LEADTIME_LOG: "error", LEADTIME_DRAIN_SECONDS: "1" };
    server.settings = { LEADTIME_LISTEN: "127.0.0.1:0", ...quick, ...settings };
    await server.startAgain();
    return server;
  }

  async startAgain() {
    const env = { ...process.env, ...this.settings };
    const options = { cwd: this.folder, env, stdio: ["ignore", "pipe", "inherit"] };
    this.process = spawn(join(target, "debug/leadtime"), this.command, options);
    running.add(this.process);
    this.exited = once(this.process, "exit").then(() => running.delete(this.process));
    for await (const line of createInterface({ input: this.process.stdout })) {
      const listens = line.match(/^Leadtime listens on .*(http:\/\/(.+)\/graphql)$/);
      if (!listens) continue;
      [, this.url, this.settings.LEADTIME_LISTEN] = listens;
      this.process.stdout.resume();
      return;
    }
    throw new Error("the server did not start: see above, and `cargo build` first");
  }

  /** The server stops as it is told to: it closes connections, and finishes what it has begun. */
  async stop() {
    this.process.kill("SIGTERM");
    await this.exited;
  }

  async remove() {
    await this.stop();
    await rm(this.folder, { recursive: true });
  }

  get socketUrl() {
    return this.url.replace("http", "ws");
  }

  /** The answer's data; what is wrong with a request is thrown. */
  async ask(token, query, variables = {}) {
    const headers = { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) };
    const response = await fetch(this.url, { method: "POST", headers, body: JSON.stringify({ query, variables }) });
    const { data, errors } = await response.json();
    if (errors) throw new Error(JSON.stringify(errors));
    return data;
  }

  /** An access token of one of the demo's people. */
  async signIn(email) {
    const query = `mutation ($email: String!) {
      signIn(input: { email: $email, password: "leadtime-demo" }) { accessToken userErrors { code } }
    }`;
    return (await this.ask(null, query, { email })).signIn.accessToken;
  }
}
