/**
 * Gathers what the field page shows from everything that runs. Reading only; counts and codes, nothing of a visitor.
 */
import type { FieldStatus } from '../../../portal/field/field-status.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Gate } from '../../protocol/gate.ts';
import type { Site } from '../../protocol/site.ts';
import { fingerprint } from '../../protocol/week-key-files.ts';
import type { CertificateFinding } from '../access/captive-certificate.ts';
import type { InternetState } from '../access/uplink-check.ts';
import type { KitServices } from '../services.ts';

export interface FieldStatusParts {
  readonly services: KitServices;
  readonly gate: Pick<Gate, 'list'>;
  readonly site: Site;
  readonly clock: Clock;
  /** undefined: nobody looks for it (a demonstration). */
  readonly internet: (() => InternetState) | undefined;
  readonly certificate: () => CertificateFinding['kind'] | undefined;
}

export function createFieldStatus({
  services,
  gate,
  site,
  clock,
  internet,
  certificate,
}: FieldStatusParts): () => Promise<FieldStatus> {
  const { store, visits, sync, uplink, timeKeeper, machine, version } = services;
  const { outbox } = store.submissions;
  const seqAtStart = outbox.maxSeq();
  const secondsSince = (ms: number) => Math.floor((clock.msSinceStart() - ms) / 1000);

  return async () => {
    const gateAnswers = await gate.list().then(
      () => true,
      () => false,
    );
    const { kitMemoryMb: _, uptimeSeconds: __, ...sample } = await machine.sample();
    const { lastReceiptMs, failure } = sync.status();
    const { kind, sinceMs } = uplink.state();
    const utc = timeKeeper.estimateUtc();
    const found = internet?.();
    return {
      site: { id: site.id, name: site.name },
      version,
      runningSeconds: secondsSince(0),
      internet: found ? { state: found.kind, sinceSeconds: secondsSince(found.sinceMs) } : null,
      takesNewForms: !(await services.disk.isNearlyFull()),
      certificate: certificate() ?? null,
      uplink: { state: kind, sinceSeconds: secondsSince(sinceMs) },
      lastReceiptSecondsAgo: lastReceiptMs === undefined ? null : secondsSince(lastReceiptMs),
      uploadFailure: failure ?? null,
      waiting: outbox.countUnreceived(),
      submissionsSinceStart: outbox.countSubmissionsAfter(seqAtStart),
      openVisits: visits.countOpen(),
      gateAnswers,
      counting: services.counting.state(),
      countKey: services.weekKeys.publicKey ? fingerprint(services.weekKeys.publicKey) : null,
      ...sample,
      clock: utc ? { utcMs: Math.round(utc.utcMs), uncertaintyMs: Math.ceil(utc.uncertaintyMs) } : null,
      incidents: store.state.incidents.list().map(({ code, detail }) => ({ code, detail })),
    };
  };
}
