/**
 * What every renderer of this folder takes and gives. Renderers are pure: the kit's configuration in, the text of one file
 * out. Nothing here reads the machine; values come through schemas that let no quote, space or line break pass.
 */
import type { NetworkConfig } from '../../src/platform/network-config.ts';

export interface KitPlan {
  readonly network: NetworkConfig;
  /** Names that operating systems ask for to see whether they are online. */
  readonly probeHosts: readonly string[];
  /** The name in the portal's certificate; phones must find it at the kit. */
  readonly certificateHost: string | undefined;
  /** The folder that the program is installed in. */
  readonly programDir: string;
  /** Where the one configuration file lies on the kit. */
  readonly configFile: string;
  readonly dataDir: string;
  /** Files with keys in them, which the kit alone may read besides root. */
  readonly secrets: readonly string[];
}

export interface RenderedFile {
  /** Absolute, on the kit. */
  readonly path: string;
  readonly text: string;
  readonly mode: number;
  /** For the person who installs it: "what it is", in a few words. */
  readonly purpose: string;
}

/** By this line a rendered file is known. */
export const renderedBy =
  '# Rendered by "dtm-wifi network render" from the kit\'s configuration: change that, not this.';

/** The first lines of every rendered file. `#` opens a comment in all of them. */
export const header = (what: string): string => `# ${what}\n${renderedBy}\n`;
