/** What the field page makes of a kit's state: which finding stops visitors, which only needs a look. */
import { describe, expect, test } from 'vitest';
import { duration, type FieldStatus, findingsOf } from './field-status.ts';

const healthy: FieldStatus = {
  site: { id: 'XD-01', name: 'Terminal' },
  version: '1',
  runningSeconds: 100,
  internet: { state: 'up', sinceSeconds: 10 },
  takesNewForms: true,
  certificate: null,
  uplink: { state: 'up', sinceSeconds: 10 },
  lastReceiptSecondsAgo: 5,
  uploadFailure: null,
  waiting: 0,
  submissionsSinceStart: 3,
  openVisits: 1,
  gateAnswers: true,
  counting: { configured: 'local', kind: 'counting', profile: 'local', isDated: true },
  countKey: null,
  temperatureC: 55,
  memoryUsedMb: 500,
  memoryTotalMb: 1000,
  diskFreeMb: 9000,
  diskUsedPercent: 20,
  clock: null,
  incidents: [],
};
const unknown = { temperatureC: null, memoryUsedMb: null, memoryTotalMb: null, diskFreeMb: null };

test('a healthy kit has no finding, and neither has one whose sensors say nothing', () => {
  expect(findingsOf(healthy)).toEqual([]);
  expect(findingsOf({ ...healthy, ...unknown, diskUsedPercent: null })).toEqual([]);
  for (const certificate of ['valid', 'time_unknown'] as const)
    expect(findingsOf({ ...healthy, certificate })).toEqual([]);
});

const cases: Readonly<Record<string, [Partial<FieldStatus>, 'stop' | 'care', RegExp]>> = {
  'a silent gate': [{ gateAnswers: false }, 'stop', /internet/],
  'a full disk': [{ diskFreeMb: 49 }, 'stop', /storage is full/],
  'a write refused for want of space': [{ uploadFailure: 'storage_full' }, 'stop', /storage is full/],
  'a disk that fails': [{ uploadFailure: 'storage_failed' }, 'stop', /does not take/],
  'little disk left': [{ diskFreeMb: 50 }, 'care', /nearly full/],
  'a revoked kit': [{ uploadFailure: 'refused 403 revoked_kit' }, 'care', /does not take answers/],
  'a collector in trouble': [{ uploadFailure: 'refused 502' }, 'care', /problem of its own/],
  'a login page in between': [{ uploadFailure: 'garbage redirect' }, 'care', /Something else answers/],
  'a crawling connection': [{ uploadFailure: 'slow total' }, 'care', /very slow/],
  'a mission’s key that is not here': [
    {
      clock: { utcMs: 1.8e12, uncertaintyMs: 1000 },
      counting: { configured: 'linked', kind: 'counting', profile: 'local', isDated: true },
    },
    'care',
    /for this site alone/,
  ],
  'no internet': [
    { internet: { state: 'down', sinceSeconds: 5 }, uploadFailure: 'unreachable ENOTFOUND' },
    'care',
    /No internet/,
  ],
  'no connection, where nobody looks for the internet': [
    { internet: null, uploadFailure: 'unreachable ENOTFOUND' },
    'care',
    /No internet/,
  ],
  'an internet without a collector': [
    { uploadFailure: 'unreachable ECONNREFUSED' },
    'care',
    /collector cannot be reached/,
  ],
  'a disk that has no room for new forms': [{ takesNewForms: false }, 'stop', /storage is full/],
  'a certificate that has run out': [{ certificate: 'expired' }, 'care', /certificate/],
  heat: [{ temperatureC: 80 }, 'care', /too hot/],
  'full memory': [{ memoryUsedMb: 960 }, 'care', /memory/],
};
describe('one finding, and only one, for', () => {
  for (const [name, [change, severity, title]] of Object.entries(cases))
    test(name, () => {
      const findings = findingsOf({ ...healthy, ...change });
      expect(findings).toEqual([
        { severity, title: expect.stringMatching(title), advice: expect.any(String) },
      ]);
    });
});

test('what stops visitors comes first', () => {
  const findings = findingsOf({ ...healthy, temperatureC: 90, gateAnswers: false });
  expect(findings.map(({ severity }) => severity)).toEqual(['stop', 'care']);
});

test('durations are in the largest whole unit', () => {
  expect([0, 1, 59, 60, 3599, 7200, 172_800, -5].map(duration)).toEqual([
    '0 seconds',
    '1 second',
    '59 seconds',
    '1 minute',
    '59 minutes',
    '2 hours',
    '2 days',
    '0 seconds',
  ]);
});
