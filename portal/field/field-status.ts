/**
 * What the field team's page knows of a kit, and what it makes of it: the same object is /status.json. Pure. A finding
 * says in plain words what is wrong and what a person at the site can do; `stop` means visitors are affected now.
 */
import type { CountProfile } from '../../src/protocol/counts.ts';

export interface FieldStatus {
  readonly site: { readonly id: string; readonly name: string };
  readonly version: string;
  readonly runningSeconds: number;
  /** By asking for it, as a phone does. null: nobody looks (a demonstration). */
  readonly internet: { readonly state: 'up' | 'down'; readonly sinceSeconds: number } | null;
  /** False: the disk is so full that no new form is begun. */
  readonly takesNewForms: boolean;
  /** Of the portal's certificate; null: there is none, and phones find the portal by their own tests. */
  readonly certificate: CertificateState | null;
  /** The way to the collector. */
  readonly uplink: { readonly state: 'up' | 'down' | 'unknown'; readonly sinceSeconds: number };
  readonly lastReceiptSecondsAgo: number | null;
  /** Why the last upload failed, as a code: "unreachable ECONNREFUSED". null: it did not. */
  readonly uploadFailure: string | null;
  /** Records that no receipt covers yet. */
  readonly waiting: number;
  readonly submissionsSinceStart: number;
  readonly openVisits: number;
  readonly gateAnswers: boolean;
  /** Of phones nearby, without knowing whose. */
  readonly counting: {
    readonly configured: CountProfile;
    readonly kind: 'counting' | 'waiting_for_clock' | 'waiting_for_gate';
    /** In use; null: nothing is counted yet. */
    readonly profile: CountProfile | null;
    /** False: the day is not known. */
    readonly isDated: boolean;
  };
  /** Fingerprint of the kit's own key, to which week keys are sealed. null: it has none, as it counts by itself. */
  readonly countKey: string | null;
  /** null: the machine does not tell. */
  readonly temperatureC: number | null;
  readonly memoryUsedMb: number | null;
  readonly memoryTotalMb: number | null;
  readonly diskFreeMb: number | null;
  readonly diskUsedPercent: number | null;
  /** null: not known yet. */
  readonly clock: { readonly utcMs: number; readonly uncertaintyMs: number } | null;
  /** Not yet told to the collector. */
  readonly incidents: readonly { readonly code: string; readonly detail: string }[];
}

export type CertificateState =
  | 'valid'
  | 'expired'
  | 'expires_soon'
  | 'not_yet_valid'
  | 'time_unknown'
  | 'unreadable'
  | 'other_host'
  | 'key_mismatch';

/** Without a clock a certificate waits for the time by itself. */
const troubledCertificates: readonly (CertificateState | null)[] = [
  'expired',
  'expires_soon',
  'not_yet_valid',
  'unreadable',
  'other_host',
  'key_mismatch',
];

export interface Finding {
  readonly severity: 'stop' | 'care';
  readonly title: string;
  readonly advice: string;
}

const failedBy = (pattern: RegExp) => (status: FieldStatus) => pattern.test(status.uploadFailure ?? '');

/** A Pi slows itself down from 80 °C on. */
const hotC = 80;
const littleDiskMb = 200;
const fullDiskMb = 50;

const rules: readonly (Finding & { readonly when: (status: FieldStatus) => boolean })[] = [
  {
    severity: 'stop',
    title: 'Phones cannot be let onto the internet',
    advice: 'The gate does not answer. Unplug the kit, wait ten seconds and plug it in again.',
    when: ({ gateAnswers }) => !gateAnswers,
  },
  {
    severity: 'stop',
    title: 'The storage is full',
    advice: 'New answers may be refused. Connect the kit to the internet and call the DTM office.',
    when: (status) =>
      !status.takesNewForms ||
      failedBy(/^storage_full/)(status) ||
      (status.diskFreeMb !== null && status.diskFreeMb < fullDiskMb),
  },
  {
    severity: 'stop',
    title: 'The storage does not take answers',
    advice:
      'Unplug the kit, wait ten seconds and plug it in again. If this stays, call the DTM office for a new card.',
    when: failedBy(/^(storage_failed|database_damaged)/),
  },
  {
    severity: 'care',
    title: 'The storage is nearly full',
    advice: 'Connect the kit to the internet soon and tell the DTM office.',
    when: ({ diskFreeMb }) => diskFreeMb !== null && diskFreeMb >= fullDiskMb && diskFreeMb < littleDiskMb,
  },
  {
    severity: 'care',
    title: 'The collector does not take answers from this kit',
    advice: 'Answers are kept safely here. Call the DTM office: the kit may have to be enrolled again.',
    when: failedBy(/^refused 4\d\d/),
  },
  {
    severity: 'care',
    title: 'The collector has a problem of its own',
    advice: 'Answers are kept safely here and sent later. Nothing has to be done at this site.',
    when: failedBy(/^refused 5\d\d/),
  },
  {
    severity: 'care',
    title: 'Something else answers in the collector’s place',
    advice:
      'Answers are kept safely. The connection may ask for a login or a top-up: open it with a phone and look.',
    when: failedBy(/^garbage/),
  },
  {
    severity: 'care',
    title: 'The internet connection is very slow',
    advice:
      'Answers are kept safely and sent when it gets better. Move the antenna or the router if you can.',
    when: failedBy(/^slow/),
  },
  {
    severity: 'care',
    title: 'No internet connection',
    advice:
      'Visitors see it on their pages and are online by themselves when it is back. Answers are kept safely and sent later. Check the SIM card, its credit, the antenna and the cable.',
    when: (status) =>
      status.internet === null ? failedBy(/^unreachable/)(status) : status.internet.state === 'down',
  },
  {
    severity: 'care',
    title: 'The collector cannot be reached',
    advice:
      'The internet works. Answers are kept safely here and sent later. If this stays, call the DTM office.',
    when: (status) => status.internet?.state === 'up' && failedBy(/^unreachable/)(status),
  },
  {
    severity: 'care',
    title: 'The portal’s certificate cannot be used',
    advice: 'Phones are still led to the pages. Tell the DTM office, which renews it.',
    when: ({ certificate }) => troubledCertificates.includes(certificate),
  },
  {
    severity: 'care',
    title: 'This site’s phones are counted for this site alone',
    advice:
      'The key of this week, which the sites share, is not here. Visitors notice nothing. Connect the kit to the internet; if this stays, tell the DTM office.',
    when: ({ clock, counting: { configured, profile } }) =>
      clock !== null && configured !== 'local' && profile === 'local',
  },
  {
    severity: 'care',
    title: 'The kit is too hot',
    advice: 'Put it in the shade and let air reach it from all sides.',
    when: ({ temperatureC }) => temperatureC !== null && temperatureC >= hotC,
  },
  {
    severity: 'care',
    title: 'The memory is nearly full',
    advice: 'If the pages are slow, unplug the kit, wait ten seconds and plug it in again.',
    when: ({ memoryUsedMb, memoryTotalMb }) =>
      memoryUsedMb !== null && memoryTotalMb !== null && memoryUsedMb > memoryTotalMb * 0.95,
  },
];

/** What is wrong, the gravest first. */
export const findingsOf = (status: FieldStatus): Finding[] =>
  rules
    .filter(({ when }) => when(status))
    .map(({ severity, title, advice }) => ({ severity, title, advice }));

/** "12 seconds", "3 minutes", "5 hours", "2 days". */
export function duration(seconds: number): string {
  const units: readonly [number, string][] = [
    [86_400, 'day'],
    [3600, 'hour'],
    [60, 'minute'],
  ];
  const [size, unit] = units.find(([size]) => seconds >= size) ?? [1, 'second'];
  const count = Math.floor(Math.max(seconds, 0) / size);
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
