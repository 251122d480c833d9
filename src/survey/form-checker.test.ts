import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Form, formSchema } from '../protocol/form.ts';
import { forbiddenSubjects } from './forbidden-subjects.ts';
import { checkForm } from './form-checker.ts';

const form = (question: object, more: object = {}): Form =>
  formSchema.parse({
    name: 'test',
    version: 1,
    title: { en: 'Test' },
    languages: ['en'],
    pages: [{ name: 'one', questions: ['q'] }],
    questions: [{ name: 'q', type: 'select_one', label: { en: 'How are you?' }, ...question }],
    ...more,
  });
const codes = (checked: Form) => checkForm(checked).map(({ severity, code }) => `${severity} ${code}`);
const asking = (language: string, text: string) =>
  codes(form({ label: { [language]: text } }, { languages: [language], title: { [language]: 'x' } }));

/** By subject, one question in each of the eight languages. */
const asked: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  asks_name: {
    en: 'What is your full name?',
    es: '¿Cuál es su nombre?',
    fr: 'Quel est votre nom ?',
    pt: 'Qual é o seu nome completo?',
    ht: 'Kijan ou rele?',
    ar: 'ما اسمك؟',
    sw: 'Jina lako ni nani?',
    ha: 'Menene sunanka?',
  },
  asks_phone: {
    en: 'Please give us your phone number.',
    es: '¿Cuál es su número de teléfono?',
    fr: 'Quel est votre numéro de téléphone ?',
    pt: 'Qual é o seu número de telefone?',
    ht: 'Ki nimewo telefòn ou?',
    ar: 'ما هو رقم هاتفك؟',
    sw: 'Namba ya simu yako ni ipi?',
    ha: 'Mece ce lambar wayarka?',
  },
  asks_birth_date: {
    en: 'What is your date of birth?',
    es: 'Fecha de nacimiento',
    fr: 'Votre date de naissance',
    pt: 'Data de nascimento',
    ht: 'Dat nesans ou',
    ar: 'تاريخ الميلاد',
    sw: 'Tarehe ya kuzaliwa',
    ha: 'Ranar haihuwa',
  },
  asks_document: {
    en: 'Write the passport number.',
    es: 'Número de cédula',
    fr: 'Numéro de passeport',
    pt: 'Número do passaporte',
    ht: 'Nimewo paspò',
    ar: 'رقم الجواز',
    sw: 'Namba ya pasipoti',
    ha: 'Lambar fasfo',
  },
  asks_address: {
    en: 'What is your exact address?',
    es: '¿Cuál es su dirección exacta?',
    fr: 'Quelle est votre adresse ?',
    pt: 'Qual é o seu endereço?',
    ht: 'Ki adrès ou?',
    ar: 'ما هو عنوانك؟',
    sw: 'Anwani yako ni ipi?',
    ha: 'Menene adireshinka?',
  },
  asks_incident: {
    en: 'Have you experienced violence on the way?',
    es: '¿Ha sido víctima de violencia en el camino?',
    fr: 'Avez-vous été victime de violences en route ?',
    pt: 'Foi vítima de violência no caminho?',
    ht: 'Èske yo te atake ou sou wout la?',
    ar: 'هل تعرضت للعنف في الطريق؟',
    sw: 'Je, ulishambuliwa njiani?',
    ha: 'An taɓa kai maka hari a hanya?',
  },
  asks_perpetrator: {
    en: 'Who attacked you?',
    es: '¿Qué grupo armado controla la ruta?',
    fr: 'Quel groupe armé contrôle la route ?',
    pt: 'Quem fez isso?',
    ht: 'Ki moun ki te fè sa?',
    ar: 'من فعل ذلك؟',
    sw: 'Nani alifanya hivyo?',
    ha: 'Wa ya yi haka?',
  },
  asks_hiv: {
    en: 'Do you live with HIV?',
    es: '¿Vive con VIH?',
    fr: 'Vivez-vous avec le VIH ?',
    pt: 'Você vive com HIV?',
    ht: 'Èske ou viv ak VIH?',
    ar: 'هل لديك فيروس نقص المناعة؟',
    sw: 'Je, una ukimwi?',
    ha: 'Kana da cutar kanjamau?',
  },
  asks_orientation: {
    en: 'What is your sexual orientation?',
    es: '¿Cuál es su orientación sexual?',
    fr: 'Quelle est votre orientation sexuelle ?',
    pt: 'Qual é a sua orientação sexual?',
    ht: 'Ki oryantasyon seksyèl ou?',
    ar: 'ما هي ميولك؟ الميول الجنسية',
    sw: 'Mwelekeo wa kijinsia wako ni upi?',
    ha: 'Kai ɗan luwaɗi ne?',
  },
};

describe('what must never be asked is refused in every language', () => {
  expect(Object.keys(asked)).toEqual(forbiddenSubjects.map(({ code }) => code));
  for (const [code, texts] of Object.entries(asked))
    test.each(Object.entries(texts))(`${code}: %s`, (language, text) => {
      expect(asking(language, text)).toContain(`refuse ${code}`);
    });
});

test('a name of a question, a hint and a choice betray it as well', () => {
  expect(
    codes(form({ name: 'phone_number' }, { pages: [{ name: 'one', questions: ['phone_number'] }] })),
  ).toContain('refuse asks_phone');
  expect(codes(form({ hint: { en: 'Write it like this. Your phone number, please.' } }))).toContain(
    'refuse asks_phone',
  );
  expect(codes(form({ choices: [{ name: 'a', label: { en: 'Ill with HIV' } }] }))).toContain(
    'refuse asks_hiv',
  );
});

test.each([
  ['en', 'asks_phone', 'Your phone no'],
  ['en', 'asks_document', 'Passport no'],
  ['en', 'asks_phone', 'Telephone'],
  ['en', 'asks_phone', 'WhatsApp'],
  ['es', 'asks_name', 'Nombre'],
  ['es', 'asks_name', 'Nombres y apellidos'],
  ['es', 'asks_phone', 'Si tiene, escriba su número de teléfono'],
  ['es', 'asks_name', 'Escriba su nombre si lo desea'],
  ['fr', 'asks_name', 'Si vous voulez, votre nom'],
  ['fr', 'asks_phone', 'Numéro de téléphone, sans espaces'],
  ['sw', 'asks_name', 'Jina lako si lazima'],
  ['sw', 'asks_phone', 'Nambari yako ya simu'],
  ['en', 'asks_incident', 'Were you robbed?'],
  ['en', 'asks_incident', 'Have you suffered violence on the way?'],
  ['en', 'asks_incident', 'Did anybody force you to have sex?'],
  ['en', 'asks_incident', 'Were you detained?'],
  ['en', 'asks_incident', 'Tell us your story'],
  ['es', 'asks_incident', '¿Le han robado o golpeado?'],
  ['fr', 'asks_incident', 'Avez-vous été battue ?'],
  ['pt', 'asks_incident', 'Foi agredido?'],
  ['ht', 'asks_incident', 'Èske yo te bat ou?'],
  ['ha', 'asks_incident', 'An doke ka a hanya?'],
  ['en', 'asks_perpetrator', 'Which smuggler brought you?'],
  ['en', 'asks_perpetrator', 'Which gang?'],
  ['es', 'asks_perpetrator', '¿Quién le hizo daño?'],
  ['fr', 'asks_perpetrator', 'Qui vous a fait du mal ?'],
  ['en', 'asks_hiv', 'Tested for AIDS'],
])('short and roundabout ways to ask are found as well: %s %s %s', (language, code, text) => {
  expect(asking(language, text)).toContain(`refuse ${code}`);
});

test.each([
  ['en', 'Please write no names.'],
  ['en', 'We do not ask for your name.'],
  ['es', 'No escriba su nombre.'],
  ['fr', 'N’écrivez pas votre nom.'],
  ['ar', 'لا تكتب اسمك.'],
  ['sw', 'Usiandike jina lako.'],
  ['en', 'What is the name of this place?'],
  ['en', 'Do you need a phone?'],
  ['es', '¿Puede cargar su teléfono aquí?'],
  ['fr', 'Pouvez-vous charger votre téléphone ici ?'],
  ['pt', 'Como se chama o lugar onde você está?'],
  ['en', 'Do you need help to get a national ID?'],
  ['es', '¿Sabe dónde encuentran ayuda las víctimas de violencia sexual?'],
  ['en', 'Do you know where survivors of sexual violence find help?'],
  ['en', 'Do you need hearing aids or walking aids?'],
  ['en', 'Which languages do you understand well?'],
])('what forbids or only sounds alike is not refused: %s %s', (language, text) => {
  expect(asking(language, text).filter((code) => code.startsWith('refuse'))).toEqual([]);
});

test('a choice about aids for hearing is no choice about HIV, one about AIDS is', () => {
  const choice = (text: string) => codes(form({ choices: [{ name: 'a', label: { en: text } }] }));
  expect(choice('Hearing aids')).toEqual([]);
  expect(choice('AIDS')).toContain('refuse asks_hiv');
});

test('titles and the messages of constraints are read like questions', () => {
  const titled = form(
    {},
    { pages: [{ name: 'one', questions: ['q'], title: { en: 'What is your full name?' } }] },
  );
  expect(codes(titled)).toContain('refuse asks_name');
  expect(codes(form({ constraint_message: { en: 'Write your phone number.' } }))).toContain(
    'refuse asks_phone',
  );
  expect(codes(form({}, { title: { en: 'Your name and phone number' } }))).toContain('refuse asks_name');
});

test('to forbid one thing does not excuse the next sentence', () => {
  expect(asking('en', 'We keep no papers. What is your full name?')).toContain('refuse asks_name');
});

test.each(['core', 'followup'])('the default form %s is refused nothing and warned of nothing', (name) => {
  const file = new URL(`../../portal/content/forms/dtm-wifi-${name}.1.json`, import.meta.url);
  expect(checkForm(formSchema.parse(JSON.parse(readFileSync(file, 'utf8'))))).toEqual([]);
});

describe('what makes a form worse is warned of', () => {
  const yesNo = [
    { name: 'yes', label: { en: 'Yes' } },
    { name: 'no', label: { en: 'No' } },
  ];
  test('a sensitive question without "I prefer not to say"', () => {
    expect(codes(form({ sensitive: true, choices: yesNo }))).toEqual(['warn no_prefer_not_to_say']);
    const withIt = [...yesNo, { name: 'pnts', label: { en: 'I prefer not to say' } }];
    expect(codes(form({ sensitive: true, choices: withIt }))).toEqual([]);
  });

  test('a translation that is missing, with all that lacks it', () => {
    const checked = checkForm(form({ choices: yesNo }, { languages: ['en', 'fr'] }));
    expect(checked).toEqual([expect.objectContaining({ language: 'fr', code: 'missing_translation' })]);
    expect(checked[0]?.text).toBe('Not translated: the question, the choice "yes", the choice "no".');
  });

  test('free text', () => expect(codes(form({ type: 'text' }))).toEqual(['warn free_text']));

  test('consent that is asked twice, and one that is not equal', () => {
    const label = { en: 'Do you agree to take part?' };
    expect(codes(form({ label, choices: yesNo }))).toEqual(['warn asks_consent']);
    expect(codes(form({ label, choices: yesNo.slice(0, 1) }))).toContain('warn unequal_consent');
    expect(codes(form({ label, choices: yesNo, default: 'yes' }))).toContain('warn unequal_consent');
    const pushing = [
      { name: 'yes', label: { en: 'Yes, I am happy to help all the others here today' } },
      yesNo[1],
    ];
    expect(codes(form({ label, choices: pushing }))).toContain('warn unequal_consent');
  });

  test('too many questions, before the offer and in all', () => {
    const many = (count: number) => {
      const names = Array.from({ length: count }, (_, index) => `q${index}`);
      const questions = names.map((name) => ({ name, type: 'select_one', label: { en: 'How are you?' } }));
      return { pages: names.map((name) => ({ name, questions: [name] })), questions };
    };
    expect(codes(form({}, many(10)))).toEqual([]);
    expect(codes(form({}, many(11)))).toEqual(['warn too_many_questions']);
    expect(codes(form({}, { ...many(20), offer_after: 'q6' }))).toEqual([]);
    expect(codes(form({}, { ...many(21), offer_after: 'q6' }))).toEqual(['warn too_many_questions']);
  });
});
