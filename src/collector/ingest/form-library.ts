/** The forms an envelope may name, with what is needed to read answers made with them. Published forms never change. */
import type { Form, FormRef } from '../../protocol/form.ts';
import { compressionDictionary } from '../../survey/dictionary.ts';
import { findForm } from '../store/forms-table.ts';
import type { Store } from '../store/open-store.ts';

export interface ReadableForm {
  readonly ref: FormRef;
  readonly form: Form;
  readonly dictionary: Uint8Array;
}

export interface FormLibrary {
  find(ref: FormRef): Promise<ReadableForm | undefined>;
}

export function createFormLibrary(store: Pick<Store, 'read'>): FormLibrary {
  const known = new Map<FormRef, ReadableForm>();
  return {
    find: async (ref) => {
      const before = known.get(ref);
      if (before) return before;
      const form = await findForm(store.read, ref);
      if (!form) return undefined;
      const readable = { ref, form, dictionary: compressionDictionary(form) };
      known.set(ref, readable);
      return readable;
    },
  };
}
