/**
 * Where the demonstration runs: its folder and its three ports, from the environment and over it from the command's options.
 */
import { resourcePath } from '../platform/resources.ts';
import { Problem } from '../protocol/problems.ts';

export interface Place {
  /** What the port is for, as a person would say it. */
  readonly what: string;
  readonly variable: string;
  readonly port: number;
}

export interface DemoConfig {
  /** Everything the demonstration keeps. */
  readonly folder: string;
  readonly visitor: Place;
  readonly field: Place;
  readonly collector: Place;
}

export interface DemoOptions {
  readonly dir?: string;
  readonly visitorPort?: string;
  readonly fieldPort?: string;
  readonly collectorPort?: string;
}

type Env = Readonly<Record<string, string | undefined>>;

/** Throws `bad_config`. */
export function loadDemoConfig(options: DemoOptions, env: Env): DemoConfig {
  const place = (what: string, variable: string, option: string | undefined, standard: number): Place => ({
    what,
    variable,
    port: portFrom(option ?? env[variable] ?? String(standard), variable),
  });
  return {
    folder: options.dir ?? resourcePath('var'),
    visitor: place("the visitors' pages", 'DTM_VISITOR_PORT', options.visitorPort, 8080),
    field: place("the field team's pages", 'DTM_FIELD_PORT', options.fieldPort, 8081),
    collector: place('the collector', 'DTM_COLLECTOR_PORT', options.collectorPort, 8090),
  };
}

function portFrom(text: string, variable: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  throw new Problem(
    'bad_config',
    `${variable}: ${JSON.stringify(text)} is no port. Example: ${variable}=8080`,
  );
}
