/**
 * From a record's plain bytes to a row for the outbox, sealed to all recipients of the enrolment. Stands before every
 * write of the kit. What must stay true: plain bytes go in and never further; the incarnation is read at the moment of
 * sealing and travels with the row, because a new one may begin before the row is committed.
 */
import { type KeyRing, type RecordKind, sealEnvelope } from '../../protocol/envelope.ts';
import type { FormRef } from '../../protocol/form.ts';
import type { Incarnation, KitId, RandomBytes, RecordId } from '../../protocol/ids.ts';
import type { OutboxRecord } from '../store/outbox-table.ts';

export interface Sealer {
  /** @param formRef empty where the kind has no form. Asynchronous: seal first, then commit. */
  seal(kind: RecordKind, recordId: RecordId, formRef: FormRef, bytes: Uint8Array): Promise<OutboxRecord>;
}

export interface SealerParts {
  readonly ring: KeyRing;
  readonly kitId: KitId;
  readonly incarnation: () => Incarnation;
  readonly random: RandomBytes;
}

export function createSealer({ ring, kitId, incarnation, random }: SealerParts): Sealer {
  return {
    seal: async (kind, recordId, formRef, bytes) => {
      const sealedUnder = incarnation();
      const binding = { kind, kitId, incarnation: sealedUnder, recordId, formRef };
      return {
        recordId,
        kind,
        formRef,
        sealedUnder,
        envelope: await sealEnvelope(bytes, binding, ring, random),
      };
    },
  };
}
