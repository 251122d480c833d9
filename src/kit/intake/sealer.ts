/**
 * From a record's plain bytes to a row for the outbox, sealed to all recipients of the enrolment. Stands before every
 * write of the kit. What must stay true: plain bytes go in and never further; the incarnation is read at the moment of
 * sealing and travels with the row, because a new one may begin before the row is committed.
 */
import {
  beginSealing,
  type KeyRing,
  type RecordKind,
  type Sealing,
  sealEnvelope,
} from '../../protocol/envelope.ts';
import type { FormRef } from '../../protocol/form.ts';
import type { Incarnation, KitId, RandomBytes, RecordId } from '../../protocol/ids.ts';
import type { OutboxRecord } from '../store/outbox-table.ts';

export interface Sealer {
  /** @param formRef empty where the kind has no form. Asynchronous: seal first, then commit. */
  seal(kind: RecordKind, recordId: RecordId, formRef: FormRef, bytes: Uint8Array): Promise<OutboxRecord>;
}

export interface GrowingSealer extends Sealer {
  /** For a record that grows. Nothing is done before it is sealed first. */
  growing(kind: RecordKind, recordId: RecordId, formRef: FormRef): GrowingRecord;
}

export interface GrowingRecord {
  /** As it is now, in the place of what was sealed before. Not while another one goes on. */
  seal(bytes: Uint8Array): Promise<OutboxRecord>;
  /** Its key leaves memory; a later sealing makes another. */
  rest(): void;
}

export interface SealerParts {
  readonly ring: KeyRing;
  readonly kitId: KitId;
  readonly incarnation: () => Incarnation;
  readonly random: RandomBytes;
}

export function createSealer({ ring, kitId, incarnation, random }: SealerParts): GrowingSealer {
  return {
    seal: async (kind, recordId, formRef, bytes) => {
      const sealedUnder = incarnation();
      const binding = { kind, kitId, incarnation: sealedUnder, recordId, formRef };
      const envelope = await sealEnvelope(bytes, binding, ring, random);
      return { recordId, kind, formRef, sealedUnder, envelope };
    },

    growing: (kind, recordId, formRef) => {
      let open: { readonly sealedUnder: Incarnation; readonly sealing: Sealing } | undefined;
      const rest = () => {
        open?.sealing.erase();
        open = undefined;
      };
      return {
        seal: async (bytes) => {
          const sealedUnder = incarnation();
          if (open?.sealedUnder !== sealedUnder) {
            rest();
            const binding = { kind, kitId, incarnation: sealedUnder, recordId, formRef };
            open = { sealedUnder, sealing: await beginSealing(binding, ring, random) };
          }
          return { recordId, kind, formRef, sealedUnder, envelope: open.sealing.seal(bytes) };
        },
        rest,
      };
    },
  };
}
