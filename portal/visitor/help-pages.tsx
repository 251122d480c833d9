/**
 * Help near the site: the list with its search. A plain GET form, so that it works without a script and a search can be gone back
 * to. What must stay true: hours are always shown; "open now" only where the time is known.
 */
import type { Directory, Service } from '../../src/protocol/directory.ts';
import { audiencesOf, isFiltered, kindsOf, languagesOf, type ServiceFilter } from './find-services.ts';
import { Icon } from './icons.tsx';
import { Layout } from './layout.tsx';
import { labelOf } from './list-options.ts';
import { weekdayNames } from './locale.ts';
import { days, type LocalMoment } from './opening-hours.ts';
import {
  CallButton,
  Distance,
  HelpFoot,
  kindIcons,
  Notices,
  OpenNow,
  type PlaceProps,
} from './place-parts.tsx';
import { languageNames, linkTo, type View } from './view.ts';

export interface HelpPageProps {
  readonly view: View;
  readonly directory: Directory;
  readonly filter: ServiceFilter;
  readonly found: readonly Service[];
  /** At the site; undefined: not known. */
  readonly now: LocalMoment | undefined;
  /** It opened by itself, after "no" to "do you know where to get help". */
  readonly isAfterForm: boolean;
}

export function HelpPage(props: HelpPageProps) {
  const { view, directory, filter, found, now, isAfterForm } = props;
  const { say } = view;
  const isEmpty = directory.services.length === 0;
  return (
    <Layout view={view} title={say('help.title')} sheets={['question', 'help']}>
      <h1>{say('help.title')}</h1>
      {isAfterForm ? (
        <div class="notice" role="status">
          <p>{say('help.after_form')}</p>
          <a class="quiet" href={linkTo(view, '/thanks')} data-action="finish">
            {say('help.finish')}
          </a>
        </div>
      ) : null}
      <p>{say(isEmpty ? 'help.empty' : 'help.intro')}</p>
      <Notices view={view} directory={directory} />
      {isEmpty ? null : <FilterForm {...props} />}
      {!isEmpty && now === undefined ? <p class="soft small">{say('help.no_time')}</p> : null}
      {isFiltered(filter) ? (
        <div role="status">
          <p>{found.length > 0 ? say('help.count', { n: found.length }) : say('help.none')}</p>
          <a class="button" href={linkTo(view, '/help')} data-action="all">
            {say('help.all')}
          </a>
        </div>
      ) : null}
      <div class="cards">
        {found.map((service) => (
          <Place key={service.id} view={view} service={service} now={now} />
        ))}
      </div>
      <HelpFoot view={view} />
    </Layout>
  );
}

function FilterForm({ view, directory: { services }, filter, now }: HelpPageProps) {
  const { say, language } = view;
  const names = weekdayNames(language);
  const hasChoice = [filter.kind, filter.audience, filter.language, filter.open].some(Boolean);
  return (
    <form class="filter" method="get" action={linkTo(view, '/help')}>
      <div class="search">
        <label for="q">{say('help.look')}</label>
        <div>
          <input type="search" id="q" name="q" value={filter.words} maxLength={60} enterkeyhint="search" />
          <button class="button" type="submit" data-action="search">
            {say('help.search')}
          </button>
        </div>
      </div>
      <details open={hasChoice}>
        <summary>{say('help.filters')}</summary>
        <Select name="need" label={say('help.need')} any={say('help.any_need')} chosen={filter.kind}>
          {kindsOf(services).map((kind) => [kind, say(`kind.${kind}`)])}
        </Select>
        <Select name="open" label={say('help.open')} any={say('help.any_time')} chosen={filter.open}>
          {[
            ...(now ? [['now', say('help.open_now')] as const] : []),
            ...days.map((day, index) => [day, names[index] ?? day] as const),
          ]}
        </Select>
        <Select name="for" label={say('help.for')} any={say('help.any_for')} chosen={filter.audience}>
          {audiencesOf(services).map((audience) => [audience, say(`for.${audience}`)])}
        </Select>
        <Select
          name="language"
          label={say('help.language')}
          any={say('help.any_language')}
          chosen={filter.language}
        >
          {languagesOf(services).map((code) => [code, languageNames[code] ?? code])}
        </Select>
        <button class="button" type="submit" data-action="filter">
          {say('help.search')}
        </button>
      </details>
    </form>
  );
}

interface SelectProps {
  readonly name: string;
  readonly label: string;
  readonly any: string;
  readonly chosen: string | undefined;
  readonly children: readonly (readonly [string, string])[];
}

function Select({ name, label, any, chosen, children }: SelectProps) {
  return (
    <label>
      {label}
      <select name={name}>
        <option value="">{any}</option>
        {children.map(([value, text]) => (
          <option key={value} value={value} selected={value === chosen}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

function Place({ view, service, now }: PlaceProps) {
  const [kind] = service.kinds;
  const [phone] = service.phones;
  return (
    <section class="card place">
      <a class="head" href={linkTo(view, `/help/${service.id}`)} data-action="place">
        <span class="sign">
          <Icon name={kind && kindIcons[kind]} />
        </span>
        <div>
          <h2>{labelOf(service.name, view.language)}</h2>
        </div>
      </a>
      <p class="small">{service.kinds.map((each) => view.say(`kind.${each}`)).join(' · ')}</p>
      <p class="small">
        <Distance view={view} service={service} />
        <OpenNow view={view} service={service} now={now} />
      </p>
      {phone ? <CallButton view={view} phone={phone} /> : null}
    </section>
  );
}
