/** The export in stretches: complete whatever the size, made only as fast as it is read. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { submissionsCsv } from '../../src/collector/export/submissions-csv.ts';
import { insertSubmission } from '../../src/collector/store/submissions-table.ts';
import { formRef } from '../../src/protocol/form.ts';
import { newId } from '../../src/protocol/ids.ts';
import { makeCollector, startTime, type TestCollector } from '../support/make-collector.ts';

const rows = 6000;
let collector: TestCollector;

beforeAll(async () => {
  collector = await makeCollector();
  const { form } = collector;
  await collector.context.store.transaction(async (writer) => {
    for (let n = 0; n < rows; n++)
      await insertSubmission(
        writer,
        {
          kit_id: n % 3 === 0 ? '00000000000000aa' : '00000000000000bb',
          submission_id: newId(16),
          site_id: n % 10 === 0 ? 'XD-02' : 'XD-01',
          form_ref: formRef(form),
          form_name: form.name,
          form_version: form.version,
          operation: 'XDM-2026',
          round: 1,
          admin1_pcode: 'XDM03',
          admin2_pcode: 'XDM0301',
          boot_number: 1,
          boot_id: '00000000',
          minutes_since_boot: n,
          earliest_at: startTime,
          latest_at: startTime,
          earliest_date: '2026-03-01',
          latest_date: '2026-03-01',
          hour: 10,
          language: 'es',
          status: 'complete',
          received_at: startTime,
        },
        { age_group: '18_24', sex: 'f', needs: ['food'] },
        {},
      );
  });
});
afterAll(() => collector.close());

const read = () => collector.context.store.read;

it('has every row once, across many stretches, filtered or not', async () => {
  for (const [filter, expected] of [
    [{}, rows],
    [{ siteId: 'XD-02' }, rows / 10],
    [{ from: '2026-03-02' }, 0],
  ] as const) {
    const text = await new Response(submissionsCsv(read(), collector.form, filter)).text();
    const ids = text
      .trimEnd()
      .split('\r\n')
      .slice(1)
      .map((line) => line.slice(0, 32));
    expect(ids).toHaveLength(expected);
    expect(new Set(ids).size).toBe(expected);
  }
});

it('holds a stretch at a time: no chunk grows with the table', async () => {
  let largest = 0;
  let chunks = 0;
  for await (const chunk of submissionsCsv(read(), collector.form, {})) {
    largest = Math.max(largest, chunk.length);
    chunks += 1;
  }
  expect(chunks).toBeGreaterThanOrEqual(rows / 1000);
  expect(largest).toBeLessThan(500_000);
});

it('reads no further than somebody asks', async () => {
  let queries = 0;
  const counted = new Proxy(read(), {
    get: (target, name) => {
      if (name === 'selectFrom') queries += 1;
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  const reader = submissionsCsv(counted, collector.form, {}).getReader();
  await reader.read();
  await reader.read();
  await new Promise((resolve) => setImmediate(resolve));
  const asked = queries;
  expect(asked).toBeGreaterThan(0);
  expect(asked).toBeLessThan((2 * rows) / 1000);
  await new Promise((resolve) => setImmediate(resolve));
  expect(queries).toBe(asked);
  await reader.cancel();
});
