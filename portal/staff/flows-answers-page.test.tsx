/** Weighted answers as a page: never without what they are, beside what was answered, or with the reason why there are none. */
import { describe, expect, it } from 'vitest';
import { samplePlaces, sampleWeek, sampleWeighted } from '../../test/support/flows-sample.ts';
import { FlowsAnswersPage, type FlowsAnswersPageProps } from './flows-answers-page.tsx';
import { renderPage } from './render.ts';

const page = (weighted: FlowsAnswersPageProps['weighted']): string =>
  renderPage(
    <FlowsAnswersPage
      frame={{ email: 'ana@example.org', csrf: '', setAside: 0, feedback: 0 }}
      forms={[{ value: 'core/1', label: 'Core' }]}
      places={samplePlaces}
      weeks={[sampleWeek]}
      selected={{ form: 'core/1', site: 'XD-01', week: sampleWeek }}
      weighted={weighted}
    />,
  );
const textOf = (html: string): string => html.replaceAll(/<[^>]*>/g, ' ').replaceAll(/[\s\u00a0]+/g, ' ');

describe('weighted answers', () => {
  it('stand beside the answers as given, with their interval and what they are worth', () => {
    const text = textOf(page(sampleWeighted()));
    expect(text).toContain('Indicative, not representative.');
    expect(text).toContain('Children 31 % 38 % 31–45 %');
    expect(text).toContain('212 answers; after weighting they say as much as 164.');
    expect(text).toContain('of the counted arrivals, where somebody answered 87 %');
    expect(text).toContain('2 merged for want of answers');
    expect(text).toContain('Strata are site, day and hours.');
  });

  it('say why there are none', () => {
    const text = textOf(page({ kind: 'none', reason: 'Too few answers this week.', method: [] }));
    expect(text).toContain('Too few answers this week.');
    expect(text).toContain('Indicative, not representative.');
    expect(text).not.toContain('As answered');
  });

  it('lead back to the same site and week', () => {
    expect(page(sampleWeighted())).toContain('href="/flows?site=XD-01&amp;week=2026-03-02"');
  });
});
