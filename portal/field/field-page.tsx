/**
 * The kit's page for the field team: does it work, and if not, what to do. One page without JavaScript, for a phone held
 * in one hand beside the kit. The server has it loaded anew every few seconds, unless somebody wants to read in peace.
 */
import type { ComponentChildren } from 'preact';
import type { CountProfile } from '../../src/protocol/counts.ts';
import { duration, type FieldStatus, type Finding, findingsOf } from './field-status.ts';
import { fieldStyle } from './field-style.ts';

export interface FieldPageProps {
  readonly status: FieldStatus;
  /** The page stays as it is: WCAG 2.2, 2.2.1 asks for a way to turn a timed reload off. */
  readonly isHeld: boolean;
}

export function FieldPage({ status, isHeld }: FieldPageProps) {
  const findings = findingsOf(status);
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{`${headline(findings)} · ${status.site.name}`}</title>
        <style dangerouslySetInnerHTML={{ __html: fieldStyle }} />
      </head>
      <body>
        <main>
          <p class="place">
            <strong>{status.site.name}</strong> <span>{status.site.id}</span>
          </p>
          <State findings={findings} />
          <Findings findings={findings} />
          <Upload status={status} />
          <Visitors status={status} />
          <Machine status={status} />
          <Incidents status={status} />
          <nav aria-label="This page">
            <a href="/">{isHeld ? 'Follow again' : 'Refresh'}</a>
            {isHeld ? null : <a href="/?hold">Hold still</a>}
          </nav>
          <footer>
            <p>
              {isHeld ? 'This page stays as it is. ' : 'This page loads itself anew every 10 seconds. '}
              The same <a href="/status.json">as JSON</a>. Version {status.version}.
            </p>
          </footer>
        </main>
      </body>
    </html>
  );
}

const hasStopped = (findings: readonly Finding[]): boolean =>
  findings.some(({ severity }) => severity === 'stop');

const headline = (findings: readonly Finding[]): string =>
  hasStopped(findings) ? 'This kit needs help' : 'This kit works';

function State({ findings }: { readonly findings: readonly Finding[] }) {
  const text = hasStopped(findings)
    ? 'Visitors are affected now. Do what is written below.'
    : findings.length > 0
      ? 'It takes answers and keeps them safely. Something needs a look:'
      : 'It takes answers, keeps them safely and sends them. Nothing has to be done.';
  return (
    <section class={hasStopped(findings) ? 'state stop' : 'state'}>
      <h1>{headline(findings)}</h1>
      <p>{text}</p>
    </section>
  );
}

function Findings({ findings }: { readonly findings: readonly Finding[] }) {
  if (findings.length === 0) return null;
  return (
    <ul class="findings">
      {findings.map(({ severity, title, advice }) => (
        <li class={severity}>
          <h2>{title}</h2>
          <p>{advice}</p>
        </li>
      ))}
    </ul>
  );
}

function Row({ name, children, note }: { name: string; children?: ComponentChildren; note?: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {children}
        {note === undefined ? null : <small>{note}</small>}
      </dd>
    </div>
  );
}

const internetWords = { up: 'Works', down: 'Does not work' } as const;

const uplinkWords: Readonly<Record<FieldStatus['uplink']['state'], string>> = {
  up: 'Connected',
  down: 'Not connected',
  unknown: 'Not tried yet',
};

function Upload({ status }: { readonly status: FieldStatus }) {
  const { internet, uplink, lastReceiptSecondsAgo, uploadFailure, waiting } = status;
  return (
    <>
      <h2 class="list">Sending</h2>
      <dl>
        {internet === null ? null : (
          <Row name="Internet" note={`for ${duration(internet.sinceSeconds)}`}>
            {internetWords[internet.state]}
          </Row>
        )}
        <Row name="Collector" note={`for ${duration(uplink.sinceSeconds)}`}>
          {uplinkWords[uplink.state]}
        </Row>
        <Row name="Last receipt">
          {lastReceiptSecondsAgo === null ? 'None since the start' : `${duration(lastReceiptSecondsAgo)} ago`}
        </Row>
        <Row name="Waiting to be sent">{waiting}</Row>
        {uploadFailure === null ? null : <Row name="For the office" note={uploadFailure} />}
      </dl>
    </>
  );
}

function Visitors({ status }: { readonly status: FieldStatus }) {
  return (
    <>
      <h2 class="list">Visitors</h2>
      <dl>
        <Row name="Forms since the start" note={`in ${duration(status.runningSeconds)}`}>
          {status.submissionsSinceStart}
        </Row>
        <Row name="Forms open now">{status.openVisits}</Row>
        <Row name="Phones nearby" note={countingNote(status)}>
          {countingWords[status.counting.kind]}
        </Row>
        {status.countKey === null ? null : (
          <Row
            name="This kit’s counting key"
            note="the mission’s data-protection officer has the same in the list of kits"
          >
            {status.countKey}
          </Row>
        )}
      </dl>
    </>
  );
}

const countingWords: Readonly<Record<FieldStatus['counting']['kind'], string>> = {
  counting: 'Are counted',
  waiting_for_clock: 'Not counted yet: waits for the clock',
  waiting_for_gate: 'Not counted yet: waits for the gate',
};

const profileNotes: Readonly<Record<CountProfile, string>> = {
  local: 'for this site and this day alone (profile local)',
  linked: 'together with the other sites of the mission, by the week (profile linked)',
  'high-risk': 'together with the other sites, each mark with a chance of being wrong (profile high-risk)',
};

function countingNote({ counting: { configured, profile, isDated } }: FieldStatus): string {
  const instead = profile !== null && profile !== configured ? `; set: ${configured}` : '';
  const undated = profile !== null && !isDated ? '; the date is not known yet' : '';
  return profileNotes[profile ?? configured] + instead + undated;
}

function Machine({ status }: { readonly status: FieldStatus }) {
  const { temperatureC, diskFreeMb, diskUsedPercent, memoryUsedMb, memoryTotalMb, clock } = status;
  const disk = diskFreeMb === null ? 'Not known' : `${gigabytes(diskFreeMb)} free`;
  return (
    <>
      <h2 class="list">Machine</h2>
      <dl>
        <Row name="Temperature">{temperatureC === null ? 'No sensor' : `${Math.round(temperatureC)} °C`}</Row>
        <Row name="Storage" {...(diskUsedPercent === null ? {} : { note: `${diskUsedPercent} % used` })}>
          {disk}
        </Row>
        <Row name="Memory">
          {memoryUsedMb === null || memoryTotalMb === null
            ? 'Not known'
            : `${gigabytes(memoryUsedMb)} of ${gigabytes(memoryTotalMb)}`}
        </Row>
        <Row
          name="Clock"
          note={clock ? `right to ${precision(clock.uncertaintyMs)}` : 'no harm: worked out later'}
        >
          {clock
            ? `${new Date(clock.utcMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`
            : 'Not known yet'}
        </Row>
      </dl>
    </>
  );
}

function Incidents({ status }: { readonly status: FieldStatus }) {
  if (status.incidents.length === 0) return null;
  return (
    <>
      <h2 class="list">The office will be told of</h2>
      <dl>
        {status.incidents.map(({ code, detail }) => (
          <Row name={code.replaceAll('_', ' ')}>{detail}</Row>
        ))}
      </dl>
    </>
  );
}

const gigabytes = (mb: number): string => (mb < 1000 ? `${mb} MB` : `${(mb / 1024).toFixed(1)} GB`);
const precision = (ms: number): string => duration(Math.max(1, Math.ceil(ms / 1000)));
