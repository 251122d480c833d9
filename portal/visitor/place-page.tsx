/** One place of the directory with everything about it; and where complaints about staff can be told near here. */
import type { Audience, Directory, Service, ServiceKind } from '../../src/protocol/directory.ts';
import { Icon } from './icons.tsx';
import { Layout } from './layout.tsx';
import { labelOf } from './list-options.ts';
import { formatDate, formatDuration, formatSpan, listed } from './locale.ts';
import { hoursLines } from './opening-hours.ts';
import {
  CallButton,
  HelpFoot,
  kindIcons,
  Notices,
  OpenNow,
  type PlaceProps,
  spaced,
} from './place-parts.tsx';
import { languageNames, linkTo, type PhraseKey, type View } from './view.ts';

/** Who looks for these may have to hide it from who stands beside. */
const sensitiveKinds: readonly ServiceKind[] = ['women_space', 'mental_health', 'legal_safety'];

export function PlacePage({ view, service, now, directory }: PlaceProps & { readonly directory: Directory }) {
  const { say, language } = view;
  const name = labelOf(service.name, language);
  const [kind] = service.kinds;
  const sections: readonly (readonly [PhraseKey, string | undefined])[] = [
    ['help.where', labelOf(service.directions, language)],
    [
      'help.for',
      listed(
        language,
        service.audiences.map((audience: Audience) => say(`for.${audience}`)),
      ),
    ],
    [
      'help.languages',
      listed(
        language,
        service.languages.map((code) => languageNames[code] ?? code),
      ) || undefined,
    ],
    ['help.price', say(service.is_free ? 'help.free' : 'help.costs')],
    ['help.notes', service.notes && labelOf(service.notes, language)],
    ['help.organization', service.organization],
  ];
  return (
    <Layout
      view={view}
      title={name}
      sheets={['question', 'help']}
      isSensitive={service.kinds.some((each) => sensitiveKinds.includes(each))}
    >
      <h1 class="signed">
        <span class="sign">
          <Icon name={kind && kindIcons[kind]} />
        </span>
        <span>{name}</span>
      </h1>
      <Notices view={view} directory={directory} />
      <p>{service.kinds.map((each) => say(`kind.${each}`)).join(' · ')}</p>
      <div class="cards">
        {service.phones.map((phone) => (
          <CallButton key={phone.number} view={view} phone={phone} />
        ))}
      </div>
      <ul class="points">
        <li>
          <b>{say('help.hours')}</b>
          {now === undefined ? null : (
            <p>
              <OpenNow view={view} service={service} now={now} />
            </p>
          )}
          <Hours view={view} service={service} />
        </li>
        {service.walk_minutes === undefined || service.walk_minutes <= 1 ? null : (
          <li>{say('help.walk', { time: formatDuration(language, service.walk_minutes * 60) })}</li>
        )}
        {sections.map(([key, text]) =>
          text === undefined ? null : (
            <li key={key}>
              <b>{say(key)}</b>
              <span dir="auto">{text}</span>
            </li>
          ),
        )}
        {service.whatsapp ? (
          <li>
            <b>{say('help.whatsapp')}</b>
            <bdi dir="ltr">{spaced(service.whatsapp)}</bdi>
          </li>
        ) : null}
      </ul>
      <p class="soft small">{say('help.checked', { date: formatDate(language, service.last_checked) })}</p>
      <a class="button" href={linkTo(view, '/help')} data-action="all">
        {say('help.all')}
      </a>
      <HelpFoot view={view} />
    </Layout>
  );
}

function Hours({ view, service: { hours } }: { view: View; service: Service }) {
  const { say, language } = view;
  if (hours === undefined || hours === 'always')
    return <p>{say(hours === 'always' ? 'help.always' : 'help.hours_unknown')}</p>;
  return (
    <table class="hours">
      <tbody>
        {hoursLines(hours, language, say('day.every')).map((line) => (
          <tr key={line.days + line.from}>
            <th scope="row">{line.days}</th>
            <td>{formatSpan(language, line.from, line.to)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Where complaints about staff can be told near here: for the page that keeps nothing. */
export function ComplaintPlaces({ view, directory }: { view: View; directory: Directory }) {
  const places = directory.services.filter(({ takes_complaints: takes }) => takes);
  if (places.length === 0) return null;
  return (
    <>
      <h2>{view.say('safe.phone_title')}</h2>
      <Notices view={view} directory={directory} />
      <div class="cards">
        {places.map((service) => (
          <section key={service.id} class="card place">
            <h2>{labelOf(service.name, view.language)}</h2>
            <p class="small">{labelOf(service.directions, view.language)}</p>
            {service.phones.map((phone) => (
              <CallButton key={phone.number} view={view} phone={phone} />
            ))}
          </section>
        ))}
      </div>
    </>
  );
}
