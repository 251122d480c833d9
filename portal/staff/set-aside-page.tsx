/** What was set aside, by reason: what it means, what to do, and a button to try again once it is done. */
import { shortId } from './kit-state.tsx';
import { type Frame, Layout } from './layout.tsx';
import { moment, number, plural, reasonWords, unknownReason } from './words.ts';

export interface ShownItem {
  readonly item_id: string;
  readonly what: 'bundle' | 'record';
  readonly reason: string;
  readonly detail: string;
  readonly kit_id: string;
  readonly number: number;
  readonly seq: number | null;
  readonly set_aside_at: number;
}

export interface SetAsidePageProps {
  readonly frame: Frame;
  readonly items: readonly ShownItem[];
  /** Bundles that nothing vouches for: `frame.setAside` does not count them. */
  readonly unvouched: number;
  /** Records of kinds that this version does not know: kept sealed, and not among the items. */
  readonly ofLater: number;
  /** `items` has no more than these. */
  readonly limit: number;
  /** Of kits enrolled here: those have a page. */
  readonly knownKits: ReadonlySet<string>;
  readonly report?: { readonly tried: number; readonly mended: number };
  readonly discarded?: number;
}

export function SetAsidePage(props: SetAsidePageProps) {
  const { frame, items, unvouched, ofLater, limit, knownKits, report, discarded } = props;
  const total = frame.setAside + unvouched;
  const reasons = [...new Set(items.map(({ reason }) => reason))];
  return (
    <Layout title="Set aside" path="/set-aside" frame={frame}>
      <h1>Set aside</h1>
      {report && (
        <p class="note" role="status">
          {report.tried === 0
            ? 'There was nothing that could be tried again.'
            : `${plural(report.tried, 'item was', 'items were')} tried again: ${number(report.mended)} taken in, ${number(report.tried - report.mended)} still set aside.`}
        </p>
      )}
      {discarded !== undefined && (
        <p class="note" role="status">
          {discarded === 0
            ? 'There was nothing to discard.'
            : `${plural(discarded, 'bundle', 'bundles')} that nothing vouched for ${discarded === 1 ? 'was' : 'were'} discarded.`}
        </p>
      )}
      <p>
        What could not be taken in waits here; what an enrolled kit signed is never dropped. It does not hold
        up what comes after it. Once the cause is mended, try again: nothing is counted twice.
      </p>
      {ofLater > 0 && (
        <p class="note" data-figure="of-later">
          {plural(ofLater, 'record', 'records')} came from kits that are newer than this collector and{' '}
          {ofLater === 1 ? 'is' : 'are'} kept sealed. Update the collector: at its next start it reads them by
          itself.
        </p>
      )}
      {items.length === 0 ? (
        <p class="note">Nothing is set aside.</p>
      ) : (
        <>
          <form method="post" action="/set-aside/try-again">
            <input type="hidden" name="csrf" value={frame.csrf} />
            <button type="submit">Try all again</button>
          </form>
          <p>
            <span data-figure="signed">{plural(frame.setAside, 'item', 'items')}</span> of kits known here,
            and <span data-figure="unvouched">{plural(unvouched, 'bundle', 'bundles')}</span> that nothing
            vouches for. This page lists at most {number(limit)}: what enrolled kits signed first, then the
            newest.
            {items.length < total && ` These are ${number(items.length)} of ${number(total)}.`}
          </p>
          {unvouched > 0 && <DiscardForm csrf={frame.csrf} count={unvouched} />}
          {reasons.map((reason) => (
            <ReasonSection
              key={reason}
              reason={reason}
              items={items.filter((item) => item.reason === reason)}
              knownKits={knownKits}
            />
          ))}
        </>
      )}
    </Layout>
  );
}

function DiscardForm({ csrf, count }: { readonly csrf: string; readonly count: number }) {
  return (
    <form method="post" action="/set-aside/discard">
      <input type="hidden" name="csrf" value={csrf} />
      <p>
        Bundles from unknown kits and with wrong signatures may be junk: anybody can send them. None was
        confirmed, so a genuine kit still has what is in its own and sends it again.
      </p>
      <button class="quiet" type="submit">
        Discard {plural(count, 'bundle', 'bundles')} that nothing vouches for
      </button>
    </form>
  );
}

interface ReasonSectionProps {
  readonly reason: string;
  readonly items: readonly ShownItem[];
  readonly knownKits: ReadonlySet<string>;
}

function ReasonSection({ reason, items, knownKits }: ReasonSectionProps) {
  const words = reasonWords[reason] ?? unknownReason;
  const heading = `reason-${reason}`;
  return (
    <section aria-labelledby={heading} data-reason={reason}>
      <h2 id={heading}>
        {words.title} ({number(items.length)})
      </h2>
      <p>
        {words.meaning} <strong>{words.remedy}</strong>
      </p>
      <div class="panel">
        <table class="cards even">
          <thead>
            <tr>
              <th scope="col">What</th>
              <th scope="col">Kit</th>
              <th scope="col">Since</th>
              <th scope="col">Detail</th>
            </tr>
          </thead>
          <tbody>
            {items.map((item) => (
              <tr key={item.item_id}>
                <th scope="row">
                  {item.what === 'bundle'
                    ? `bundle ${item.number}`
                    : `record ${item.seq ?? ''} of bundle ${item.number}`}
                </th>
                <td data-label="Kit">
                  {knownKits.has(item.kit_id) ? (
                    <a href={`/kits/${item.kit_id}`}>
                      <code>{shortId(item.kit_id)}</code>
                    </a>
                  ) : (
                    <code>{shortId(item.kit_id)}</code>
                  )}
                </td>
                <td data-label="Since">{moment(item.set_aside_at)}</td>
                <td data-label="Detail">{item.detail || '–'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
