import { expect, test } from 'vitest';
import { findAction, questionsOn, requestOf } from './fill-in.ts';
import { type Pressable, readPage } from './read-page.ts';

const url = 'http://portal.example/es/form';

function pageOf(html: string) {
  return readPage(`<!doctype html><html lang="es"><body>${html}</body></html>`, url, 200);
}

function get(html: string, action: string): Pressable {
  const found = findAction(pageOf(html), action);
  if (!found) throw new Error(`nothing to press for ${action}`);
  return found;
}

const needs = `
  <form method="post" action="/es/q/needs">
    <input type="hidden" name="token" value="a&amp;b">
    <label><input type="checkbox" name="needs" value="food" checked> Comida</label>
    <label><input type="checkbox" name="needs" value="water_hygiene"> Agua</label>
    <input type="search" name="find" value="">
    <button data-action="next">Siguiente</button>
    <button data-action="search" formaction="/es/search" name="do" value="search">Buscar</button>
    <button type="button">nothing</button>
  </form>
  <a href="../about" hreflang="en" data-action="language">English</a>`;

test('a pressed button sends the form as it stands, with the hidden fields and the button itself', () => {
  expect(requestOf(get(needs, 'search'))).toEqual({
    method: 'POST',
    url: 'http://portal.example/es/search',
    body: 'token=a%26b&needs=food&find=&do=search',
  });
});

test('what the person chose replaces what was checked', () => {
  const request = requestOf(get(needs, 'next'), { needs: ['water_hygiene'], find: ['x'] });
  expect(request.url).toBe('http://portal.example/es/q/needs');
  expect(request.body).toBe('token=a%26b&needs=water_hygiene&find=x');
});

test('an emptied field is not sent', () => {
  expect(requestOf(get(needs, 'next'), { needs: [] }).body).toBe('token=a%26b&find=');
});

test('questions are named by their fields; hidden fields and the search box are none', () => {
  const [only, ...others] = questionsOn(pageOf(needs));
  expect(others).toEqual([]);
  expect(only).toMatchObject({
    name: 'needs',
    kind: 'checkbox',
    options: [
      { value: 'food', chosen: true },
      { value: 'water_hygiene', chosen: false },
    ],
  });
});

test('a GET form puts its fields into the address', () => {
  const html =
    '<form action="/find?old=1"><input name="q" value="ñ"><button data-action="search">?</button></form>';
  expect(requestOf(get(html, 'search'))).toEqual({
    method: 'GET',
    url: 'http://portal.example/find?q=%C3%B1',
    body: undefined,
  });
});

test('links are resolved against the page and say their language', () => {
  expect(get(needs, 'language')).toMatchObject({ href: 'http://portal.example/about', language: 'en' });
});

test('a button outside of its form belongs to it by the form attribute', () => {
  const html =
    '<form id="f" method="post" action="/x"><input type="number" name="n" value="2" max="20"></form><button form="f" data-action="next">→</button>';
  expect(requestOf(get(html, 'next')).body).toBe('n=2');
  expect(questionsOn(pageOf(html))[0]).toMatchObject({ kind: 'number', max: 20, min: undefined });
});

test('a button without a purpose of its own has that of its form', () => {
  const html = '<form method="post" action="/online" data-action="online"><button>Go</button></form>';
  expect(requestOf(get(html, 'online'))).toEqual({
    method: 'POST',
    url: 'http://portal.example/online',
    body: '',
  });
});

test('a select is read like radio buttons, its empty option left out', () => {
  const html =
    '<form><select name="c"><option value="">–</option><option value="COL" selected>Colombia</option></select><button data-action="next">→</button></form>';
  expect(questionsOn(pageOf(html))[0]).toMatchObject({
    kind: 'radio',
    options: [{ value: 'COL', chosen: true }],
  });
});

test('careless HTML is read as a browser reads it', () => {
  const html =
    '<form method=post action=/y><p>one<input type=radio name=sex value=f><p>two<input type=radio name=sex value=m><button data-action=next>next</form>';
  expect(questionsOn(pageOf(html))[0]?.options.map(({ value }) => value)).toEqual(['f', 'm']);
});

test('what is disabled, or stands in a fieldset that is, is not there to fill in and is not sent', () => {
  const html = `<form method="post" action="/es/q/a"><input name="a" value="1">
    <fieldset disabled hidden><input type="hidden" name="shown.b" value="yes"><div><input name="b" value="2"></div></fieldset>
    <fieldset><input name="c" value="3"><input name="d" disabled></fieldset><button data-action="next">x</button></form>`;
  expect(requestOf(get(html, 'next')).body).toBe('a=1&c=3');
});

test('a day, and a number on a line of its own, are fields of their kind', () => {
  const page =
    pageOf(`<form><input type="date" name="since"><input type="text" inputmode="decimal" name="litres">
    <button data-action="next">Siguiente</button></form>`);
  expect(questionsOn(page).map(({ name, kind }) => [name, kind])).toEqual([
    ['since', 'date'],
    ['litres', 'number'],
  ]);
});
