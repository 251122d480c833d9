/**
 * `dtm-wifi demo`: the options as a person types them. What the demonstration needs of the collector is handed in by the
 * command's root, the only place that knows all programs.
 */
import { createInterface } from 'node:readline';
import type { Command } from 'commander';
import { runUntilSignal } from '../platform/lifecycle.ts';
import { systemRandom } from '../protocol/ids.ts';
import { type DemoOptions, loadDemoConfig } from './config.ts';
import type { PrepareCollector } from './demo-state.ts';
import { type RunningDemo, startDemo } from './run-demo.ts';

export interface DemoParts {
  readonly prepareCollector: PrepareCollector;
  readonly program: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string | undefined>>;
}

export function addDemoCommand(program: Command, parts: DemoParts): void {
  program
    .command('demo')
    .description('run a kit and a collector on this machine, with a fake gate and a demonstration country')
    .option('--dir <folder>', 'where everything is kept (default: var in the project)')
    .option('--visitor-port <port>', "the visitors' pages (default: DTM_VISITOR_PORT or 8080)")
    .option('--field-port <port>', "the field team's pages (default: DTM_FIELD_PORT or 8081)")
    .option('--collector-port <port>', 'the collector (default: DTM_COLLECTOR_PORT or 8090)')
    .action((options: DemoOptions) =>
      runUntilSignal(async () => {
        const tell = (line: string) => console.log(line);
        const demo = await startDemo(loadDemoConfig(options, parts.env), {
          ...parts,
          random: systemRandom,
          tell,
        });
        void demo.givenUp.then(async (sentence) => {
          tell(sentence);
          await demo.close();
          process.exit(1);
        });
        obeyKeys(demo, tell);
        return demo;
      }),
    );
}

/** A line with a u turns the uplink off and on, one with an r starts the kit anew. Input that ends, or is not there, changes nothing. */
function obeyKeys({ cable, restartKit }: RunningDemo, tell: (line: string) => void): void {
  const turnUplink = () => {
    if (cable.isPlugged()) cable.unplug();
    else cable.plug();
    tell(
      cable.isPlugged()
        ? 'The uplink is plugged in: what waited is on its way.'
        : 'The uplink is unplugged. Go on answering; the field page shows what waits. Type u again to plug it in.',
    );
  };
  const keys: Readonly<Record<string, () => void>> = { u: turnUplink, r: restartKit };
  createInterface({ input: process.stdin }).on('line', (line) => keys[line.trim().toLowerCase()]?.());
}
