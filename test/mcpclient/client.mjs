// Drives `aircall mcp` with a client that this project did not write: node client.mjs AIRCALL FAKE
import assert from "node:assert/strict";
import { connect, startAircall } from "./session.mjs";

const [program, fake] = process.argv.slice(2);
const aircall = await startAircall(fake);
const lastDays = "from aircall_call where started_at >= datetime('now', '-7 days')";
const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
const open = () => connect(program, "--config", aircall.config);

const checks = {
  async "the lines of the document"() {
    const demo = await connect(program, "--demo");
    assert.match(demo.client.getInstructions(), /The company is invented/);
    const calls = await demo.answer("query", { sql: `select count(id) as calls ${lastDays}` });
    assert.ok(calls.complete && calls.rows[0][0] > 0);
    await demo.close();
  },

  async "every tool"() {
    const s = await open();
    assert.equal(s.client.getServerVersion().name, "aircall");
    assert.ok(s.client.getInstructions().split("\n").length < 40);
    const { tools } = await s.client.listTools();
    assert.deepEqual(tools.map((t) => t.name).sort(), ["ask", "describe", "explain", "query"]);
    for (const tool of tools) {
      assert.ok(tool.annotations.readOnlyHint && tool.outputSchema && tool.description.length > 100, tool.name);
    }
    const all = await s.answer("describe", {});
    assert.ok(all.tables.length > 30);
    const call = await s.answer("describe", { table: "aircall_call" });
    assert.equal(call.examples.length, 2);
    assert.equal(aircall.requests, 0);
    const plan = await s.answer("explain", { sql: `select id ${lastDays}` });
    assert.equal(aircall.requests, 1);
    assert.ok(plan.least_requests > 1);
    const asked = await s.answer("ask", { question: "answer-rate", parameters: { days: 7 } });
    assert.ok(asked.rows.length > 0 && asked.how_to_read);
    const rows = await s.answer("query", { sql: `select phone_number, contact_name ${lastDays} and direction = :d`, params: { d: "inbound" }, max_rows: 5 });
    assert.deepEqual(rows.columns.map((c) => c.name), ["phone_number", "contact_name"]);
    assert.ok(!rows.complete && rows.total_rows > 5);
    assert.match(rows.cut, /^the first 5 of [0-9,]+ rows; add a LIMIT, aggregate, or raise max_rows$/);
    for (const [number, name] of rows.rows) {
      assert.match(number ?? "anonymous", /^(\+[1-9][0-9]{0,2})?·[0-9a-z]{12}$|^anonymous$/);
      assert.match(name ?? "person-000000000000", /^person-[0-9a-z]{12}$/);
    }
    await s.close();
  },

  async "resources"() {
    const s = await open();
    const { resources } = await s.client.listResources();
    assert.ok(resources.length > 40);
    for (const { uri } of resources) {
      const { contents } = await s.client.readResource({ uri });
      assert.match(contents[0].text, /^# /, uri);
    }
    await assert.rejects(s.client.readResource({ uri: "aircall://tables/nothing" }));
    await s.close();
  },

  async "errors"() {
    const s = await open();
    const failing = {
      "select * from calls": /no such table: calls \(did you mean aircall_call\?\)/,
      "attach '/tmp/x.db' as x": /is refused/,
      "select id from aircall_call": /and max_requests allows 1/,
      [`select '${"x".repeat(10 << 20)}'`]: /the arguments have 10,485,[0-9]+ bytes, and at most 1,000,000 bytes are read/,
    };
    for (const [sql, message] of Object.entries(failing)) {
      const result = await s.call("query", { sql, max_requests: 1 });
      assert.ok(result.isError);
      assert.match(result.content[0].text, message);
    }
    await assert.rejects(s.call("delete", {}), /choose one of query, explain, describe, ask/);
    const heard = [];
    s.client.onerror = (error) => heard.push(error);
    s.write('{"jsonrpc":\n');
    assert.deepEqual((await s.answer("query", { sql: "select 1" })).rows, [[1]]);
    assert.match(await s.close(), /"code":-32700/);
  },

  async "progress"() {
    const s = await open();
    const heard = [];
    await s.answer("query", { sql: "select count(id) from aircall_call where started_at >= datetime('now', '-20 days')" }, { onprogress: (p) => heard.push(p) });
    assert.ok(heard.length > 1);
    heard.reduce((before, p) => (assert.ok(p.progress > before), p.progress), 0);
    assert.match(heard[0].message, /^reading \/v1\/calls: page 1 of [0-9]+, 50 rows so far$/);
    await s.close();
  },

  async "cancelling"() {
    const s = await open();
    aircall.delay = 300;
    const giveUp = new AbortController();
    let pages = 0;
    const onprogress = (p) => {
      pages = p.total;
      giveUp.abort("enough");
    };
    await assert.rejects(s.call("query", { sql: "select count(id) from aircall_call" }, { signal: giveUp.signal, onprogress }));
    await s.answer("query", { sql: "select 1" });
    await pause(2000); // what was on its way has come
    const sent = aircall.requests;
    await pause(2000);
    assert.ok(sent > 0 && sent < pages / 2 && aircall.requests === sent, `${sent} requests of ${pages}, and ${aircall.requests} later`);
    aircall.delay = 0;
    assert.ok((await s.answer("query", { sql: "select count(id) from aircall_tag" })).complete);
    await s.close();
  },

  async "calls side by side"() {
    const s = await open();
    aircall.delay = 200;
    const sql = (days) => `select count(id) from aircall_call where started_at >= datetime('now', '-${days} days')`;
    const answers = await Promise.all([...Array(12)].map(() => s.answer("query", { sql: sql(3) })));
    assert.equal(new Set(answers.map((a) => a.rows[0][0])).size, 1);
    const sent = aircall.requests;
    await s.answer("query", { sql: sql(3) });
    assert.ok(sent <= 6 && aircall.requests === sent, `${sent} requests for twelve calls`);
    await s.close();
  },
};

for (const [name, check] of Object.entries(checks)) {
  Object.assign(aircall, { requests: 0, delay: 0 });
  const began = Date.now();
  await check();
  console.log(`ok  ${name} (${Date.now() - began} ms)`);
}
aircall.close();
