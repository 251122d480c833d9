import { describe, expect, it } from 'vitest';
import { localClock } from '../../platform/local-clock.ts';
import { localTimes } from './local-times.ts';

const bogota = localClock('America/Bogota');
const at = (text: string) => Date.parse(text);

describe('the date and hour at a site', () => {
  it('are those of the timezone, not of UTC', () => {
    expect(bogota(at('2026-03-01T04:59:59Z'))).toEqual({ date: '2026-02-28', hour: 23 });
    expect(bogota(at('2026-03-01T05:00:00Z'))).toEqual({ date: '2026-03-01', hour: 0 });
  });

  it('are known when the whole interval lies within one hour, its end not included', () => {
    const times = localTimes(
      { earliest: at('2026-03-01T15:59:00Z'), latest: at('2026-03-01T16:00:00Z') },
      bogota,
    );
    expect(times).toMatchObject({ earliest_date: '2026-03-01', latest_date: '2026-03-01', hour: 10 });
  });

  it('leave the hour open where the interval crosses into the next', () => {
    const times = localTimes(
      { earliest: at('2026-03-01T15:59:30Z'), latest: at('2026-03-01T16:00:30Z') },
      bogota,
    );
    expect(times).toMatchObject({ earliest_date: '2026-03-01', latest_date: '2026-03-01', hour: null });
  });

  it('leave the date open where the interval crosses midnight, and say both', () => {
    const times = localTimes(
      { earliest: at('2026-03-01T04:00:00Z'), latest: at('2026-03-03T16:00:30Z') },
      bogota,
    );
    expect(times).toMatchObject({ earliest_date: '2026-02-28', latest_date: '2026-03-03', hour: null });
  });

  it('do not take the same hour of two days for one', () => {
    const times = localTimes(
      { earliest: at('2026-03-01T15:10:00Z'), latest: at('2026-03-02T15:20:00Z') },
      bogota,
    );
    expect(times.hour).toBeNull();
  });
});
