import { expect, test } from 'vitest';
import { createVisitNotes } from './visit-notes.ts';

const about = { phone: 1, os: 'android', online: false, probesOk: true };

test('an answer counts once its next page was seen', () => {
  const notes = createVisitNotes(5);
  notes.consented(true, 'es');
  notes.kept({ sex: 'f' });
  expect(notes.line(about)).toMatchObject({
    status: 'abandoned',
    answers: { sex: 'f' },
    unsureOf: null,
    language: 'es',
  });
});

test('a skipped question is an answer, a visit without any is none', () => {
  const skipped = createVisitNotes(5);
  skipped.kept({ sex: null });
  skipped.ended('stop');
  expect(skipped.line(about).status).toBe('abandoned');
  const nothing = createVisitNotes(5);
  nothing.consented(true, 'es');
  nothing.ended('stop');
  expect(nothing.line(about).status).toBe('none');
});

test('an answer whose connection broke is pending, and leaves the line unsure', () => {
  const notes = createVisitNotes(5);
  notes.kept({ sex: 'f' });
  notes.broke('answer', { nationality: 'COL' });
  expect(notes.line(about)).toMatchObject({
    answers: { sex: 'f' },
    unacknowledged: { nationality: 'COL' },
    unsureOf: 'answer',
  });
});

test('if the same question is asked again, the pending answer was not kept', () => {
  const notes = createVisitNotes(5);
  notes.broke('answer', { sex: 'f' });
  notes.seenOpen((question) => question === 'sex');
  expect(notes.line(about)).toMatchObject({ answers: {}, unacknowledged: {}, unsureOf: null });
});

test('if a later question is asked, it was', () => {
  const notes = createVisitNotes(5);
  notes.broke('answer', { sex: 'f' });
  notes.seenOpen((question) => question === 'nationality');
  expect(notes.line(about)).toMatchObject({ answers: { sex: 'f' }, unsureOf: null });
});

test('a changed answer that got lost on the way stays unsure', () => {
  const notes = createVisitNotes(5);
  notes.kept({ sex: 'f' });
  notes.broke('answer', { sex: 'm' });
  notes.seenOpen(() => false);
  expect(notes.line(about)).toMatchObject({
    answers: { sex: 'f' },
    unacknowledged: { sex: 'm' },
    unsureOf: 'answer',
  });
});

test('if the end shows after a break, the last step went through', () => {
  const notes = createVisitNotes(5);
  notes.kept({ sex: 'f' });
  notes.broke('answer', { needs: ['food'] });
  notes.seenEnded();
  expect(notes.line(about)).toMatchObject({
    status: 'complete',
    answers: { sex: 'f', needs: ['food'] },
    unsureOf: null,
  });
  notes.broke('delete');
  notes.seenEnded();
  expect(notes.line(about).status).toBe('deleted');
});
