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
  /** All there are; `items` may be the newest of them. */
  readonly total: number;
  /** Of kits enrolled here: those have a page. */
  readonly knownKits: ReadonlySet<string>;
  readonly report?: { readonly tried: number; readonly mended: number };
}

export function SetAsidePage({ frame, items, total, knownKits, report }: SetAsidePageProps) {
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
      <p>
        What could not be taken in waits here and is never dropped. It does not hold up what comes after it.
        Once the cause is mended, try again: nothing is counted twice.
      </p>
      {items.length === 0 ? (
        <p class="note">Nothing is set aside.</p>
      ) : (
        <>
          <form method="post" action="/set-aside/try-again">
            <input type="hidden" name="csrf" value={frame.csrf} />
            <button type="submit">Try all again</button>
          </form>
          {items.length < total && (
            <p class="soft">
              The newest {number(items.length)} of {number(total)}.
            </p>
          )}
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
