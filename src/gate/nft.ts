/**
 * What the gate says to the firewall, and reads back from it. Changes that wait at the same moment go in one transaction, all
 * or nothing; if the kernel refuses it, each is tried alone, so that one bad change spoils no other. Nothing here is logged.
 */
import type { NetworkConfig } from '../platform/network-config.ts';
import type { Handle } from '../protocol/gate.ts';
import { Problem } from '../protocol/problems.ts';
import { arpTable, ownedSet, ownersSet } from './address-rules.ts';
import type { OwnerChanges } from './leases.ts';
import type { RunNft } from './native.ts';
import type { Mac, Neighbour } from './neighbours.ts';
import {
  grantedMap,
  homePorts,
  homePortsSet,
  knownSet,
  layoutChain,
  onlineSet,
  renderRuleset,
  table,
} from './ruleset.ts';

/** A phone as the kernel keeps it. */
export interface KernelPhone {
  readonly mac: Mac;
  readonly handle: Handle;
  /** 0: its grant has ended. undefined: it has none, and none ran out. */
  readonly secondsRemaining: number | undefined;
}

export interface Firewall {
  /** Loads the rules; phones, grants and the uplink's state that an earlier gate left stay. Throws `gate_failed`. */
  load(network: NetworkConfig): void;
  /** What an earlier gate left. */
  read(): readonly KernelPhone[];
  grant(mac: Mac, handle: Handle, seconds: number): Promise<void>;
  revoke(mac: Mac, handle: Handle): Promise<void>;
  know(mac: Mac, handle: Handle): Promise<void>;
  /** Its grant too, if it has one. */
  forget(mac: Mac, handle: Handle): Promise<void>;
  setOwners(changes: OwnerChanges): Promise<void>;
  setUplink(isUp: boolean): Promise<void>;
}

interface Waiting {
  readonly commands: string;
  readonly resolve: () => void;
  readonly reject: (problem: Problem) => void;
}

/** After the handle in a known phone's comment: a grant was given. When that has left the kernel, it has run out. */
const grantedMark = ' granted';

export function createFirewall(run: RunNft): Firewall {
  let waiting: Waiting[] = [];

  const flush = () => {
    const batch = waiting;
    waiting = [];
    if (batch.length > 1 && run(batch.map(({ commands }) => commands).join('')) !== undefined) {
      for (const { resolve } of batch) resolve();
      return;
    }
    for (const { commands, resolve, reject } of batch)
      if (run(commands) !== undefined) resolve();
      else reject(new Problem('gate_failed'));
  };

  const change = (commands: string): Promise<void> =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) setImmediate(flush);
      waiting.push({ commands, resolve, reject });
    });

  const elements = (kind: 'map' | 'set', name: string): readonly unknown[] =>
    readElements(run(`list ${kind} ${table} ${name}\n`));

  const read = (): readonly KernelPhone[] => {
    const phones = [...elements('set', knownSet), ...elements('map', grantedMap)].flatMap(readElement);
    // A granted phone that is known as well stands in both: the grant comes last and stays.
    return [...new Map(phones.map((phone) => [phone.mac, phone])).values()];
  };

  /**
   * One transaction, in which the table is another one: what it was is not asked, and may be an older gate's or the closed one of
   * the boot. A packet meets the one or the other, or for a moment both, never neither.
   */
  const replaceTable = (rules: string): string => {
    const homePortsNow = run(`list set ${table} ${homePortsSet}\n`);
    // Never seen an uplink: the kit says so when it is there.
    const isUp = homePortsNow !== undefined && readElements(homePortsNow).length === 0;
    const phones = read().map(keptCommands).join('');
    return `add table ${table}\ndelete table ${table}\n${rules}${uplinkCommands(isUp)}${phones}`;
  };

  return {
    load: (network) => {
      const rules = renderRuleset(network);
      const isOurs = run(`list chain ${table} ${layoutChain(network)}\n`) !== undefined;
      if (run(isOurs ? rules : replaceTable(rules)) === undefined)
        throw new Problem('gate_failed', 'nftables did not take the rules');
    },
    read,
    grant: (mac, handle, seconds) => change(grantCommands(mac, handle, seconds)),
    revoke: (mac, handle) => change(endCommands(mac, handle) + knowCommands(mac, handle)),
    know: (mac, handle) => change(knowCommands(mac, handle)),
    forget: (mac, handle) => change(endCommands(mac, handle) + remove('set', knownSet, mac)),
    setOwners: (changes) => change(ownerCommands(changes)),
    setUplink: (isUp) => change(uplinkCommands(isUp)),
  };
}

const grantCommands = (mac: Mac, handle: Handle, seconds: number): string =>
  renew('map', grantedMap, mac, `timeout ${seconds}s comment "${handle}" : ${numberOf(handle)}`, handle) +
  renew('set', onlineSet, numberOf(handle), `timeout ${seconds}s`) +
  knowCommands(mac, handle, grantedMark);

const endCommands = (mac: Mac, handle: Handle): string =>
  remove('map', grantedMap, mac, handle) + remove('set', onlineSet, numberOf(handle));

const knowCommands = (mac: Mac, handle: Handle, mark = ''): string =>
  renew('set', knownSet, mac, `comment "${handle}${mark}"`);

/** A phone as it was, in a new table. */
const keptCommands = ({ mac, handle, secondsRemaining }: KernelPhone): string =>
  secondsRemaining !== undefined && secondsRemaining > 0
    ? grantCommands(mac, handle, secondsRemaining)
    : knowCommands(mac, handle, secondsRemaining === undefined ? '' : grantedMark);

const ownerCommands = ({ lost, gained }: OwnerChanges): string =>
  [table, arpTable]
    .map(
      (into) =>
        remove(
          'set',
          ownedSet,
          listOf(lost, ({ ip }) => ip),
          undefined,
          into,
        ) +
        remove(
          'set',
          ownersSet,
          listOf(lost, ({ ip, mac }) => `${ip} . ${mac}`),
          undefined,
          into,
        ) +
        add(
          ownedSet,
          listOf(gained, ({ ip }) => ip),
          into,
        ) +
        add(
          ownersSet,
          listOf(gained, ({ ip, mac }) => `${ip} . ${mac}`),
          into,
        ),
    )
    .join('');

const listOf = (neighbours: readonly Neighbour[], key: (neighbour: Neighbour) => string): string =>
  neighbours.map(key).join(', ');

const add = (set: string, keys: string, into: string): string =>
  keys === '' ? '' : `add element ${into} ${set} { ${keys} }\n`;

/** The phone's number, carried by its connections as their mark: the first half of its handle. */
export const numberOf = (handle: Handle): string => `0x${handle.slice(0, 8)}`;

/**
 * nft 1.0.6 has no "destroy", and deleting what is not there refuses the whole transaction: what the kernel's timeout took a
 * moment ago is put there first.
 */
function remove(kind: 'map' | 'set', name: string, key: string, handle?: Handle, from = table): string {
  if (key === '') return '';
  const value = kind === 'map' && handle !== undefined ? ` : ${numberOf(handle)}` : '';
  return `add element ${from} ${name} { ${key}${value} }\ndelete element ${from} ${name} { ${key} }\n`;
}

const renew = (kind: 'map' | 'set', name: string, key: string, rest: string, handle?: Handle): string =>
  `${remove(kind, name, key, handle)}add element ${table} ${name} { ${key} ${rest} }\n`;

const uplinkCommands = (isUp: boolean): string =>
  `flush set ${table} ${homePortsSet}\n${isUp ? '' : `add element ${table} ${homePortsSet} { ${homePorts.join(', ')} }\n`}`;

type Json = Readonly<Record<string, unknown>>;
const asObject = (value: unknown): Json =>
  typeof value === 'object' && value !== null ? (value as Json) : {};

/** { nftables: [ { metainfo }, { set | map: { elem: [ … ] } } ] } */
function readElements(output: string | undefined): readonly unknown[] {
  if (output === undefined) return [];
  const { nftables } = asObject(JSON.parse(output));
  if (!Array.isArray(nftables)) return [];
  return nftables.flatMap((entry: unknown) => {
    const { set, map } = asObject(entry);
    const { elem } = asObject(set ?? map);
    return Array.isArray(elem) ? elem : [];
  });
}

/** { elem: { val, comment, expires } }; in a map that is the first of a pair. An element of another's is passed over. */
function readElement(entry: unknown): KernelPhone[] {
  const { val, comment, expires } = asObject(asObject(Array.isArray(entry) ? entry[0] : entry).elem);
  if (typeof val !== 'string' || typeof comment !== 'string') return [];
  const handle = comment.slice(0, 16);
  const mark = comment.slice(16);
  if (!/^[0-9a-f]{16}$/.test(handle) || (mark !== '' && mark !== grantedMark)) return [];
  const ended = mark === grantedMark ? 0 : undefined;
  return [{ mac: val, handle, secondsRemaining: typeof expires === 'number' ? expires : ended }];
}
