/** The running collector erases by itself what visitors wrote when its time is over. */
import { expect, it, vi } from 'vitest';
import { collectorConfigSchema } from '../../src/collector/config.ts';
import { startCollector } from '../../src/collector/main.ts';
import { openStore } from '../../src/collector/store/open-store.ts';
import { silentLog } from '../../src/platform/log.ts';
import { makeCollector, settableClock, startTime } from '../support/make-collector.ts';

const halfYearMs = 181 * 86_400_000;

it('feedback that nobody closed is erased at the first start after 180 days', async () => {
  const collector = await makeCollector();
  const kit = await collector.kit();
  const told = { type: 'question', sector: null, text: 'When?', reply_wanted: 'no' };
  await collector.receipt(kit.bundle([await kit.feedback(told)]));
  const bodies = async () => {
    const store = openStore(collector.folder);
    const rows = await store.read.selectFrom('feedback').select('body').execute();
    await store.close();
    return rows.map(({ body }) => body);
  };
  const run = async (utcMs: number) => {
    const config = collectorConfigSchema.parse({ data_dir: collector.folder, port: 0, log_level: 'silent' });
    return startCollector(config, { clock: settableClock(utcMs), log: silentLog });
  };
  await collector.context.store.close();
  // Closing waits for what is under way.
  await (await run(startTime)).close();
  expect(await bodies()).toEqual(['When?']);
  const running = await run(startTime + halfYearMs);
  await vi.waitFor(async () => expect(await bodies()).toEqual([null]), { timeout: 20_000 });
  await running.close();
  await collector.close();
});
