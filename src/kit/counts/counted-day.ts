/**
 * Of which day, under which key, the kit has kept counts: after a power cut or a stop whoever is there is not counted as having come a
 * second time. What must stay true: it is noted only once counts of that day are kept, so that nobody is left out of both.
 */
import { storageProblem } from '../../platform/sqlite.ts';
import { Problem } from '../../protocol/problems.ts';
import type { CountedKeyDay } from '../store/count-tables.ts';
import type { StateStore } from '../store/open-store.ts';

interface OfDay {
  readonly day: string | null;
  readonly keyId: string;
}

export interface CountedDays {
  has(of: OfDay): boolean;
  note(of: OfDay): void;
}

export function createCountedDays(
  table: Pick<StateStore['countKeys'], 'findCounted' | 'markCounted'>,
  onTrouble: (code: string) => void,
): CountedDays {
  let noted: CountedKeyDay | undefined = table.findCounted();
  const has = ({ day, keyId }: OfDay) => noted?.day === day && noted.keyId === keyId;
  return {
    has,
    note: ({ day, keyId }) => {
      if (day === null || has({ day, keyId })) return;
      try {
        table.markCounted({ day, keyId });
        noted = { day, keyId };
      } catch (error) {
        const problem = storageProblem(error);
        if (!Problem.is(problem)) throw problem;
        onTrouble(problem.code);
      }
    },
  };
}
