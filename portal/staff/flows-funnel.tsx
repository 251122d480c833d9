/**
 * From connected to answered: how many of those who came opened the portal, agreed, answered and finished, and when. It says how
 * far the answers can speak for those who came.
 */
import { Figure, Share } from './figure-cells.tsx';
import { FigureTable } from './figure-table.tsx';
import type { AnsweringShare, FunnelStep, ShownFlows } from './flows-shown.ts';
import { countText, dayText, figureText, hoursText } from './flows-words.ts';
import { ShareBar } from './share-bar.tsx';

const steps: Readonly<Record<FunnelStep['step'], { readonly label: string; readonly unit: string }>> = {
  connected: { label: 'Connected', unit: 'device-days' },
  opened: { label: 'Opened the portal', unit: 'visits' },
  consented: { label: 'Agreed to be asked', unit: 'visits' },
  begun: { label: 'Gave a first answer', unit: 'visits' },
  finished: { label: 'Finished the form', unit: 'visits' },
};

interface FunnelProps extends Pick<ShownFlows, 'funnel' | 'declined'> {
  readonly abandonedAt: readonly { readonly label: string; readonly visits: ShownFlows['declined'] }[];
}

export function Funnel({ funnel, declined, abandonedAt }: FunnelProps) {
  return (
    <section class="panel figure-panel" aria-labelledby="funnel">
      <h3 id="funnel">From connected to answered</h3>
      <p class="soft small">
        Connected are device-days; the steps below it are visits to the portal, counted exactly. One device
        may visit more than once, so shares are indications.
      </p>
      <FigureTable
        label="From connected to answered"
        rows={funnel}
        data={({ step }) => ({ 'data-step': step })}
        name={{ head: 'Step', cell: (of) => <StepName of={of} /> }}
        columns={[
          {
            head: 'Figure',
            cell: ({ step, figure }) =>
              step === 'connected' ? <Figure figure={figure} /> : figureText(figure),
          },
          { head: 'Of connected', cell: ({ ofConnected }) => <Share share={ofConnected} /> },
          { head: 'Of the step before', cell: ({ ofBefore }) => <Share share={ofBefore} /> },
        ]}
      />
      <p class="inset">
        Declined to be asked, and could go online all the same: {countText(declined)} visits.
      </p>
      {abandonedAt.length > 0 && (
        <details>
          <summary>Where visits ended unfinished</summary>
          <FigureTable
            label="The question that was open when a visit ended unfinished"
            rows={abandonedAt}
            name={{ head: 'Question that was open', cell: ({ label }) => label }}
            columns={[{ head: 'Visits', cell: ({ visits }) => countText(visits) }]}
          />
        </details>
      )}
    </section>
  );
}

function StepName({ of: { step, ofConnected } }: { of: FunnelStep }) {
  return (
    <>
      {steps[step].label}
      <span class="under">{steps[step].unit}</span>
      {ofConnected && (
        <span class="bar share">
          <ShareBar share={ofConnected.value / 100} />
        </span>
      )}
    </>
  );
}

export function Answering({
  answeringByDay,
  answeringByHour,
}: Pick<ShownFlows, 'answeringByDay' | 'answeringByHour'>) {
  if (answeringByDay.length === 0 && answeringByHour.length === 0) return null;
  return (
    <section class="panel figure-panel" aria-labelledby="answering">
      <h3 id="answering">Who came, and who answered</h3>
      <p class="soft small">
        Finished forms for each hundred device-days. Where the share is low, the answers say little of those
        who came then. Forms that a single site holds back are missing in the sum of several sites, too.
      </p>
      <ShareTable
        label="Answering by day"
        head="Day"
        rows={answeringByDay.map((share) => ({ name: dayText(share.date), share }))}
      />
      <ShareTable
        label="Answering by hour of first arrival"
        head="Hours"
        rows={answeringByHour.map((share) => ({ name: hoursText(share.fromHour, share.toHour), share }))}
      />
    </section>
  );
}

interface ShareTableProps {
  readonly label: string;
  readonly head: string;
  readonly rows: readonly { readonly name: string; readonly share: AnsweringShare }[];
}

function ShareTable({ label, head, rows }: ShareTableProps) {
  return (
    <FigureTable
      label={label}
      rows={rows}
      name={{ head, isNowrap: true, cell: ({ name }) => name }}
      columns={[
        { head: 'Device-days', cell: ({ share }) => figureText(share.devices) },
        { head: 'Finished', cell: ({ share }) => countText(share.answers) },
        { head: 'Share', cell: ({ share }) => <Share share={share.percent} /> },
      ]}
    />
  );
}

export function Languages({ languages }: Pick<ShownFlows, 'languages'>) {
  if (languages.length === 0) return null;
  return (
    <section class="panel figure-panel" aria-labelledby="languages">
      <h3 id="languages">Languages of the portal</h3>
      <p class="soft small">Visits by the language of the first page that stood in one.</p>
      <FigureTable
        label="Visits by language"
        rows={languages}
        name={{ head: 'Language', cell: ({ language }) => language }}
        columns={[{ head: 'Visits', cell: ({ visits }) => countText(visits) }]}
      />
    </section>
  );
}
