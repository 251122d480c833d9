import { expect, it } from 'vitest';
import type { Message } from '../protocol/message.ts';
import { currentVoice } from './message-media.ts';
import { digestOf, messageParts } from './spoken-texts.ts';

const silent: Message = {
  id: 'a-message',
  version: 1,
  theme: 'safety',
  icon: 'help',
  title: { en: 'Help is free' },
  text: { en: ['Nobody may ask for money.'] },
  points: { en: ['You can say no.', 'You can tell.'] },
  translations: { en: 'source' },
};
const spoken: Message = {
  ...silent,
  audio: { en: { file: 'a.en.m4a', state: 'draft', text: digestOf(messageParts(silent, 'en')) } },
};

it('a voice is offered as long as the message says the same, in the same order', () => {
  expect(currentVoice(spoken, 'en')?.file).toBe('a.en.m4a');
  expect(currentVoice(spoken, 'es')).toBeUndefined();
  for (const change of [
    { title: { en: 'Help costs nothing' } },
    { text: { en: ['Nobody may ask you for money.'] } },
    { points: { en: ['You can tell.', 'You can say no.'] } },
  ])
    expect(currentVoice({ ...spoken, ...change }, 'en')).toBeUndefined();
});

it('a voice that does not say which words it reads is trusted', () => {
  const trusted: Message = { ...silent, audio: { en: { file: 'a.en.m4a', state: 'recorded' } } };
  expect(currentVoice(trusted, 'en')?.state).toBe('recorded');
});
