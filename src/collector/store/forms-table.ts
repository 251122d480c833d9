/** Forms that were ever published: they never change, and the oldest submission can still be read with its own. */
import { type Form, type FormRef, formRef, formSchema } from '../../protocol/form.ts';
import type { Reader, Writer } from './open-store.ts';
import type { FormsTable } from './tables.ts';

export interface RegisteredForm {
  readonly ref: FormRef;
  readonly form: Form;
  readonly registeredAt: number;
}

/** Registering again changes nothing: the ref names the very content. */
export async function insertForm(writer: Writer, form: Form, at: number): Promise<void> {
  await writer
    .insertInto('forms')
    .values({
      form_ref: formRef(form),
      name: form.name,
      version: form.version,
      json: JSON.stringify(form),
      registered_at: at,
    })
    .onConflict((conflict) => conflict.column('form_ref').doNothing())
    .execute();
}

export async function findForm(reader: Reader, ref: FormRef): Promise<Form | undefined> {
  const row = await reader.selectFrom('forms').selectAll().where('form_ref', '=', ref).executeTakeFirst();
  return row && toForm(row).form;
}

/** By name, then by version, the newest last. */
export async function listForms(reader: Reader): Promise<RegisteredForm[]> {
  const rows = await reader
    .selectFrom('forms')
    .selectAll()
    .orderBy('name')
    .orderBy('version')
    .orderBy('registered_at')
    .execute();
  return rows.map(toForm);
}

const toForm = (row: FormsTable): RegisteredForm => ({
  ref: row.form_ref,
  form: formSchema.parse(JSON.parse(row.json)),
  registeredAt: row.registered_at,
});
