// What the checks need: an invented Aircall that counts requests, and sessions with `aircall mcp` whose output is kept.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";

const folder = mkdtempSync(join(tmpdir(), "aircall-mcp-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

// startAircall serves an invented company. Each request is counted, and takes `aircall.delay` milliseconds longer.
export async function startAircall(program) {
  const fake = spawn(program, ["-days", "60", "-rate-limit", "-1"], { stdio: ["ignore", "pipe", "pipe"] });
  process.on("exit", () => fake.kill());
  const [[address], credentials] = await Promise.all([once(createInterface({ input: fake.stdout }), "line"), lines(fake.stderr, 2)]);
  const aircall = { requests: 0, delay: 0 };
  const proxy = createServer((asked, answer) => {
    aircall.requests++;
    setTimeout(() => {
      const onward = request(address + asked.url, { method: asked.method, headers: asked.headers }, (given) => {
        answer.writeHead(given.statusCode, given.headers);
        given.pipe(answer);
      });
      onward.on("error", () => answer.destroy());
      onward.end();
    }, aircall.delay);
  });
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  aircall.config = join(folder, "aircall.spc");
  writeFileSync(
    aircall.config,
    `connection "invented" {\n  plugin = "aircall"\n  base_url = "http://127.0.0.1:${proxy.address().port}"\n${credentials.join("\n")}\n}\n`,
  );
  aircall.close = () => {
    proxy.close();
    fake.kill();
  };
  return aircall;
}

async function lines(stream, most) {
  const read = [];
  for await (const line of createInterface({ input: stream })) {
    if (read.push(line) === most) break;
  }
  return read;
}

let sessions = 0;

// connect starts `aircall mcp` as an assistant does. Its standard output goes through tee, and close checks each byte of it.
export async function connect(program, ...args) {
  const output = join(folder, `output-${++sessions}`);
  const transport = new StdioClientTransport({
    command: "sh",
    args: ["-c", 'output=$1; shift; "$@" | tee "$output"', "sh", output, program, "mcp", ...args],
    env: { PATH: process.env.PATH, HOME: folder, XDG_STATE_HOME: folder, STEAMPIPE_LOG_LEVEL: "TRACE" },
    stderr: "ignore",
  });
  const client = new Client({ name: "mcp-client", version: "1" });
  await client.connect(transport);
  return {
    client,
    call: (name, args, options) => client.callTool({ name, arguments: args }, undefined, options),
    // answer calls a tool that has to succeed; the client itself compares the answer with the tool's schema.
    async answer(name, args, options) {
      const result = await this.call(name, args, options);
      assert.ok(!result.isError, result.content?.[0]?.text);
      assert.deepEqual(JSON.parse(result.content[0].text), result.structuredContent);
      return result.structuredContent;
    },
    // write sends bytes that are no message.
    write: (bytes) => transport._process.stdin.write(bytes),
    async close() {
      await client.close();
      const text = readFileSync(output, "utf8");
      assert.ok(text.endsWith("\n"));
      for (const line of text.trimEnd().split("\n")) {
        assert.equal(JSON.parse(line).jsonrpc, "2.0", line.slice(0, 300));
      }
      return text;
    },
  };
}
