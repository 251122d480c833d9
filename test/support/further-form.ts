/** A form with a page on which answers bring other questions, one of them a note and one behind another. */
import type { Expression, Form, Localized } from '../../src/protocol/form.ts';

const said = (es: string, en: string): Localized => ({
  es,
  en,
  fr: en,
  pt: en,
  ht: en,
  ar: en,
  sw: en,
  ha: en,
});
const yesNo = [
  { name: 'yes', label: said('Sí', 'Yes') },
  { name: 'no', label: said('No', 'No') },
];
const is = (name: string, value: string): Expression => ({ op: '=', args: [{ ref: name }, value] });

export const furtherForm: Form = {
  name: 'further',
  version: 1,
  title: said('Prueba', 'A trial'),
  languages: ['es', 'en', 'fr', 'pt', 'ht', 'ar', 'sw', 'ha'],
  pages: [
    { name: 'age', questions: ['age'] },
    {
      name: 'health',
      questions: ['sick', 'care', 'days', 'advice', 'wish'],
      title: said('Su salud', 'Your health'),
    },
  ],
  questions: [
    { name: 'age', type: 'integer', label: said('¿Edad?', 'How old?'), min: 0, max: 120 },
    { name: 'sick', type: 'select_one', label: said('¿Está enfermo?', 'Are you ill?'), choices: yesNo },
    {
      name: 'care',
      type: 'select_one',
      label: said('¿Le atendieron?', 'Did you get care?'),
      choices: yesNo,
      relevant: is('sick', 'yes'),
    },
    {
      name: 'days',
      type: 'integer',
      label: said('¿Cuántos días espera?', 'For how many days have you waited?'),
      min: 0,
      max: 30,
      relevant: { op: 'and', args: [is('care', 'no'), { op: '>', args: [{ ref: 'age' }, 17] }] },
    },
    {
      name: 'advice',
      type: 'note',
      label: said('Vaya al puesto de salud', 'Go to the health post'),
      relevant: { op: '>', args: [{ ref: 'days' }, 3] },
    },
    { name: 'wish', type: 'text', label: said('¿Algo más?', 'Anything else?'), max_length: 50 },
  ],
};
