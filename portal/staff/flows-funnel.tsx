/**
 * From connected to answered: how many of those who came opened the portal, agreed, answered and finished, and when. It says how
 * far the answers can speak for those who came.
 */
import type { AnsweringShare, FunnelStep, ShownFlows } from './flows-shown.ts';
import {
  countText,
  dayText,
  figureText,
  hoursText,
  intervalText,
  shareIntervalText,
  shareText,
} from './flows-words.ts';
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
      <table aria-label="From connected to answered">
        <thead>
          <tr>
            <th scope="col">Step</th>
            <th scope="col" class="number">
              Figure
            </th>
            <th scope="col" class="number">
              Of connected
            </th>
            <th scope="col" class="number">
              Of the step before
            </th>
          </tr>
        </thead>
        <tbody>
          {funnel.map(({ step, figure, ofConnected, ofBefore }) => (
            <tr key={step} data-step={step}>
              <th scope="row">
                {steps[step].label}
                <span class="under">{steps[step].unit}</span>
                {ofConnected && (
                  <span class="bar share">
                    <ShareBar share={ofConnected.value / 100} />
                  </span>
                )}
              </th>
              <td class="number">
                {figureText(figure)}
                {step === 'connected' && <span class="under">{intervalText(figure)}</span>}
              </td>
              <td class="number">
                {shareText(ofConnected)}
                <span class="under">{shareIntervalText(ofConnected)}</span>
              </td>
              <td class="number">
                {shareText(ofBefore)}
                <span class="under">{shareIntervalText(ofBefore)}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="inset">
        Declined to be asked, and could go online all the same: {countText(declined)} visits.
      </p>
      {abandonedAt.length > 0 && (
        <details>
          <summary>Where visits ended unfinished</summary>
          <table aria-label="The question that was open when a visit ended unfinished">
            <thead>
              <tr>
                <th scope="col">Question that was open</th>
                <th scope="col" class="number">
                  Visits
                </th>
              </tr>
            </thead>
            <tbody>
              {abandonedAt.map(({ label, visits }) => (
                <tr key={label}>
                  <th scope="row">{label}</th>
                  <td class="number">{countText(visits)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </details>
      )}
    </section>
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
    <table aria-label={label}>
      <thead>
        <tr>
          <th scope="col">{head}</th>
          <th scope="col" class="number">
            Device-days
          </th>
          <th scope="col" class="number">
            Finished
          </th>
          <th scope="col" class="number">
            Share
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name, share: { devices, answers, percent } }) => (
          <tr key={name}>
            <th scope="row" class="nowrap">
              {name}
            </th>
            <td class="number">{figureText(devices)}</td>
            <td class="number">{countText(answers)}</td>
            <td class="number">
              {shareText(percent)}
              <span class="under">{shareIntervalText(percent)}</span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function Languages({ languages }: Pick<ShownFlows, 'languages'>) {
  if (languages.length === 0) return null;
  return (
    <section class="panel figure-panel" aria-labelledby="languages">
      <h3 id="languages">Languages of the portal</h3>
      <p class="soft small">Visits by the language of the first page that stood in one.</p>
      <table aria-label="Visits by language">
        <thead>
          <tr>
            <th scope="col">Language</th>
            <th scope="col" class="number">
              Visits
            </th>
          </tr>
        </thead>
        <tbody>
          {languages.map(({ language, visits }) => (
            <tr key={language}>
              <th scope="row">{language}</th>
              <td class="number">{countText(visits)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
