/** `form preview`: the pages that a phone would get, walked through, following the file. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPreview } from '../../src/forms/preview.ts';
import { writeXlsx } from '../../src/forms/write-xlsx.ts';
import { fieldsOfAnswers, judgeFields, questionProps } from '../../src/kit/routes/question-state.ts';
import { sheet } from '../support/xlsforms.ts';

const assets = { namesOfList: () => undefined };
const rules = {
  judge: judgeFields,
  fieldsOf: fieldsOfAnswers,
  props: (place, shown) => questionProps({ ...place, assets }, shown),
} satisfies Parameters<typeof startPreview>[0]['rules'];

const settings = sheet('settings', 'form_title|form_id|version|default_language', 'T|t|1|es');
const survey = (...rows: string[]) =>
  writeXlsx([
    sheet('survey', 'type|name|label::es|relevant|parameters|dtm::min', ...rows),
    choices,
    settings,
  ]);
const choices = sheet('choices', 'list_name|name|label::es', 'yn|yes|Sí', 'yn|no|No');
let folder: string;
let file: string;
let preview: Awaited<ReturnType<typeof startPreview>>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'dtm-preview-'));
  file = join(folder, 'form.xlsx');
  writeFileSync(
    file,
    await survey(
      'select_one yn|travels|¿Viaja?|||',
      "decimal|km|¿Cuántos kilómetros?|${travels} = 'yes'||0",
      'range|pain|¿Cuánto le duele?||start=0 end=5 step=1|',
      'date|since|¿Desde cuándo?|||',
      'acknowledge|read|Lea esto|||',
      'note|thanks|Gracias por su tiempo|||',
    ),
  );
  preview = await startPreview({ file, port: 0, rules });
});
afterAll(async () => {
  await preview.close();
  rmSync(folder, { recursive: true, force: true });
});

const url = (path: string) => new URL(path, preview.url);
const get = async (path: string) => (await fetch(url(path))).text();
const post = async (path: string, fields: Record<string, string>) => {
  const answer = await fetch(url(path), {
    method: 'POST',
    body: new URLSearchParams(fields),
    redirect: 'manual',
  });
  return { status: answer.status, to: answer.headers.get('location'), text: await answer.text() };
};

describe('the preview of a form', () => {
  it('shows the form in a frame, and walks through it as a kit would', async () => {
    expect(await get('/')).toContain('<iframe name="phone" src="/es/form"');
    expect(await get('/es/form')).toContain('¿Viaja?');
    expect(await post('/es/q/travels', { travels: 'perhaps', action: 'next' })).toMatchObject({
      status: 422,
    });
    expect(await post('/es/q/travels', { travels: 'yes', action: 'next' })).toMatchObject({
      status: 303,
      to: '/es/q/km',
    });
    expect(await get('/es/q/km')).toContain('inputmode="decimal"');
    expect((await post('/es/q/km', { km: '-1', action: 'next' })).status).toBe(422);
    expect(await post('/es/q/km', { km: '١٢٫٥', action: 'next' })).toMatchObject({ to: '/es/q/pain' });
    const pain = await get('/es/q/pain');
    expect(pain.match(/type="radio"/g)).toHaveLength(6);
    expect(await post('/es/q/pain', { pain: '3', action: 'next' })).toMatchObject({ to: '/es/q/since' });
    expect(await get('/es/q/since')).toContain('type="date"');
    expect((await post('/es/q/since', { since: '30/02/2024', action: 'next' })).status).toBe(422);
    expect(await post('/es/q/since', { since: '29/02/2024', action: 'next' })).toMatchObject({
      to: '/es/q/read',
    });
    expect(await get('/es/q/read')).toContain('value="OK"');
    expect(await post('/es/q/read', { read: 'OK', action: 'next' })).toMatchObject({ to: '/es/q/thanks' });
    expect(await get('/es/q/thanks')).toContain('Gracias por su tiempo');
    expect(await post('/es/q/thanks', { action: 'next' })).toMatchObject({ to: '/es/end' });
    expect(await get('/es/q/km')).toContain('value="12.5"');
  });

  it('follows the file: problems in plain words, and the form again when it is mended', async () => {
    const state = async () => JSON.parse(await get('/state')).version;
    const before = await state();
    writeFileSync(file, await survey('geopoint|gps|¿Dónde?|||', 'text||Sin nombre|||'));
    const bad = await get('/');
    expect(await state()).not.toBe(before);
    expect(bad).not.toContain('<iframe');
    expect(bad).toContain('survey, row 2, column A');
    expect(bad).toContain('survey, row 3');
    writeFileSync(file, await survey('select_one yn|travels|¿Viaja hoy?|||', 'note|end|Fin de la prueba|||'));
    expect(await get('/')).toContain('<iframe');
    expect(await get('/es/form?again')).toContain('¿Viaja hoy?');
  });

  it('says the rule of the form in its own words, and searches a list of many choices', async () => {
    const heads = 'type|name|label::es|constraint|constraint_message::es';
    writeFileSync(
      file,
      await writeXlsx([
        sheet(
          'survey',
          heads,
          "text|code|¿Código?|regex(., '[A-Z]{2}')|Dos letras mayúsculas",
          'select_one towns|town|¿Dónde?||',
        ),
        sheet(
          'choices',
          'list_name|name|label::es',
          ...Array.from({ length: 60 }, (_, n) => `towns|t${n}|Aldea ${n}`),
          'towns|pnts|Prefiero no decirlo',
        ),
        settings,
      ]),
    );
    await get('/es/form?again');
    expect((await post('/es/q/code', { code: 'abc', action: 'next' })).text).toContain(
      'Dos letras mayúsculas',
    );
    await post('/es/q/code', { code: 'CO', action: 'next' });
    const long = await get('/es/q/town');
    expect(long).toContain('find.town');
    expect(long).toContain('Prefiero no decirlo');
    expect(long).not.toContain('Aldea 37');
    expect((await post('/es/q/town', { 'find.town': 'aldea 37', action: 'search' })).text).toContain(
      'value="t37"',
    );
    expect(await post('/es/q/town', { town: 't37', action: 'next' })).toMatchObject({ to: '/es/end' });
  });

  it('shows the label of a question also where its page has a title', async () => {
    const heads = 'type|name|label::es|appearance';
    writeFileSync(
      file,
      await writeXlsx([
        sheet(
          'survey',
          heads,
          'begin_group|home|Su casa|field-list',
          'select_one yn|roof|¿Tiene techo?|',
          'end_group|||',
        ),
        choices,
        settings,
      ]),
    );
    await get('/es/form?again');
    const page = await get('/es/q/home');
    expect(page).toContain('Su casa');
    expect(page).toContain('¿Tiene techo?');
  });

  it('brings a question that hangs on an answer of the same page', async () => {
    writeFileSync(
      file,
      await writeXlsx([
        sheet(
          'survey',
          'type|name|label::es|appearance|relevant',
          'begin_group|home|Su casa|field-list|',
          'select_one yn|roof|¿Tiene techo?||',
          "integer|rooms|¿Cuántos cuartos?||${roof} = 'yes'",
          'end_group||||',
        ),
        choices,
        settings,
      ]),
    );
    await get('/es/form?again');
    expect(await get('/es/q/home')).not.toContain('¿Cuántos cuartos?');
    const again = await post('/es/q/home', { roof: 'yes', action: 'next' });
    expect(again.status).toBe(200);
    expect(again.text).toContain('¿Cuántos cuartos?');
    expect(
      await post('/es/q/home', { roof: 'yes', 'shown.rooms': 'yes', rooms: '3', action: 'next' }),
    ).toMatchObject({
      to: '/es/end',
    });
    expect(await get('/es/q/home')).toContain('value="3"');
  });

  it('ends where the form says: with thanks, children, the directory, or the page of which nothing is kept', async () => {
    const ends = (...endings: string[]) =>
      writeXlsx([
        sheet('survey', 'type|name|label::es', 'select_one way|way|¿Qué final?'),
        sheet(
          'choices',
          'list_name|name|label::es',
          ...['a', 'b', 'c', 'd'].map((name) => `way|${name}|${name}`),
        ),
        sheet(
          'settings',
          'form_title|form_id|version|default_language|dtm::ending|dtm::ending_when',
          ...endings,
        ),
      ]);
    writeFileSync(
      file,
      await ends("T|t|1|es|children|${way} = 'b'", "||||directory|${way} = 'c'", "||||safe|${way} = 'd'"),
    );
    const endAfter = async (way: string) => {
      await get('/es/form?again');
      expect(await post('/es/q/way', { way, action: 'next' })).toMatchObject({ to: '/es/end' });
      return get('/es/end');
    };
    expect(await endAfter('a')).toContain('<h1>Gracias</h1>');
    expect(await endAfter('b')).toContain('<h1>Para niñas');
    expect(await endAfter('d')).toContain('iom.int');
    const directory = await endAfter('c');
    expect(directory).toContain('href="/es/thanks"');
    expect(directory).toContain('action="/es/help"');
    expect(await get('/es/help?q=xyzzy')).toContain('role="status"');
    expect(await get('/es/thanks')).toContain('<h1>Gracias</h1>');
  });

  it('answers only as this machine: a page of another name gets nothing', async () => {
    const { request } = await import('node:http');
    const status = await new Promise((resolve) => {
      request(preview.url, { headers: { host: 'evil.example' } }, (answer) =>
        resolve(answer.statusCode),
      ).end();
    });
    expect(status).toBe(403);
  });
});
