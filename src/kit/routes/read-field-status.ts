/**
 * Gathers what the field page shows from everything that runs. Reading only; counts and codes, nothing of a visitor.
 */
import type { FieldStatus } from '../../../portal/field/field-status.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Gate } from '../../protocol/gate.ts';
import type { Site } from '../../protocol/site.ts';
import type { KitServices } from '../services.ts';

export interface FieldStatusParts {
  readonly services: KitServices;
  readonly gate: Pick<Gate, 'list'>;
  readonly site: Site;
  readonly clock: Clock;
}

export function createFieldStatus({
  services,
  gate,
  site,
  clock,
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
    return {
      site: { id: site.id, name: site.name },
      version,
      runningSeconds: secondsSince(0),
      uplink: { state: kind, sinceSeconds: secondsSince(sinceMs) },
      lastReceiptSecondsAgo: lastReceiptMs === undefined ? null : secondsSince(lastReceiptMs),
      uploadFailure: failure ?? null,
      waiting: outbox.countUnreceived(),
      submissionsSinceStart: outbox.countSubmissionsAfter(seqAtStart),
      openVisits: visits.countOpen(),
      gateAnswers,
      ...sample,
      clock: utc ? { utcMs: Math.round(utc.utcMs), uncertaintyMs: Math.ceil(utc.uncertaintyMs) } : null,
      incidents: store.state.incidents.list().map(({ code, detail }) => ({ code, detail })),
    };
  };
}
