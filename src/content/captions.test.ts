import { describe, expect, it } from 'vitest';
import { readCaptions, writeCaptions } from './captions.ts';

const cues = [
  { fromMs: 500, toMs: 2250, text: 'Help is free.' },
  { fromMs: 3_661_000, toMs: 3_662_001, text: 'Ask & tell\n<nobody>' },
];

describe('captions', () => {
  it('are read from SubRip with numbers, commas, tags, Windows line ends and a byte order mark', () => {
    const text =
      '\uFEFF1\r\n00:00:00,500 --> 00:00:02,250\r\n<i>Help</i> is {\\an8}free.\r\n\r\n2\r\n01:01:01,000 --> 01:01:02,001\r\nAsk &amp; tell\r\n&lt;nobody&gt;\r\n';
    expect(readCaptions(text, 'a.srt')).toEqual(cues);
  });

  it('are read from WebVTT with notes, names, settings and no hours', () => {
    const text =
      'WEBVTT - a film\n\nNOTE not shown\n\nfirst\n00:00.500 --> 00:02.250 align:start line:0\n<v Ana>Help is free.\n';
    expect(readCaptions(text, 'a.vtt')).toEqual(cues.slice(0, 1));
  });

  it('say the same after being written and read again, whatever is in the words', () => {
    const arrow = [...cues, { fromMs: 3_700_000, toMs: 3_701_000, text: 'a --> b' }];
    expect(readCaptions(writeCaptions(arrow), 'a.vtt')).toEqual(arrow);
    expect(writeCaptions(cues)).toContain('01:01:01.000 --> 01:01:02.001\nAsk &amp; tell\n&lt;nobody&gt;');
  });

  it('are refused where there are none, or where time runs backwards', () => {
    expect(() => readCaptions('only words', 'a.srt')).toThrow(/a\.srt: no captions in it/);
    expect(() => readCaptions('00:02.000 --> 00:01.000\nx', 'a.vtt')).toThrow(
      /ends before it begins, at 00:00:02/,
    );
  });
});
