/** How a kit is, in a word or two: one table of what staff should notice, the most urgent first. */
import type { HealthRecord } from '../../src/protocol/records.ts';
import { ago, plural, size } from './words.ts';

export interface ShownKit {
  readonly kitId: string;
  readonly enrolledAt: number;
  readonly revokedAt: number | null;
  readonly lastSeenAt: number | null;
}

export interface KitNotice {
  readonly level: 'good' | 'warn' | 'bad';
  readonly text: string;
}

const silentAfterMs = 24 * 60 * 60 * 1000;
const hotC = 75;
const fullPercent = 90;

interface Check {
  readonly level: 'warn' | 'bad';
  readonly text: (kit: ShownKit, health: HealthRecord | undefined, now: number) => string | undefined;
}

const checks: readonly Check[] = [
  { level: 'bad', text: (kit) => (kit.revokedAt === null ? undefined : 'revoked') },
  { level: 'warn', text: (kit) => (kit.lastSeenAt === null ? 'not heard of yet' : undefined) },
  {
    level: 'bad',
    text: (kit, _, now) =>
      kit.lastSeenAt !== null && now - kit.lastSeenAt > silentAfterMs
        ? `silent, last heard ${ago(kit.lastSeenAt, now)}`
        : undefined,
  },
  {
    level: 'bad',
    text: (_, health) =>
      health?.diskUsedPercent != null && health.diskUsedPercent > fullPercent
        ? `storage nearly full, ${size(health.diskFreeMb)} left`
        : undefined,
  },
  {
    level: 'warn',
    text: (_, health) =>
      health?.temperatureC != null && health.temperatureC > hotC
        ? `hot, ${Math.round(health.temperatureC)} °C`
        : undefined,
  },
  {
    level: 'warn',
    text: (_, health) =>
      health?.memoryUsedMb != null &&
      health.memoryTotalMb !== null &&
      (100 * health.memoryUsedMb) / health.memoryTotalMb > fullPercent
        ? 'memory nearly full'
        : undefined,
  },
  {
    level: 'warn',
    text: (_, health) =>
      health && health.incidents.length > 0
        ? plural(health.incidents.length, 'incident', 'incidents')
        : undefined,
  },
];

export function noticesOf(kit: ShownKit, health: HealthRecord | undefined, now: number): KitNotice[] {
  const found = checks.flatMap(({ level, text }): KitNotice[] => {
    const said = text(kit, health, now);
    return said === undefined ? [] : [{ level, text: said }];
  });
  return found.length > 0 ? found : [{ level: 'good', text: 'working' }];
}

export function Notices({ notices }: { notices: readonly KitNotice[] }) {
  return (
    <span class="states">
      {notices.map(({ level, text }) => (
        <span key={text} class={`state ${level}`}>
          {text}
        </span>
      ))}
    </span>
  );
}

/** Enough of the id to tell kits apart by eye. */
export const shortId = (kitId: string): string => kitId.slice(0, 6);
