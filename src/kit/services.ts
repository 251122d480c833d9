/**
 * Everything of the kit that is not HTTP towards phones, wired together: the store, this start's boot, sealing, visits, the
 * road up, time and health. What must stay true: the last power cut is dealt with before the first visitor is served.
 */
import { accessSync, constants, mkdirSync } from 'node:fs';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import type { Gate } from '../protocol/gate.ts';
import { type RandomBytes, toHex } from '../protocol/ids.ts';
import { Problem } from '../protocol/problems.ts';
import type { BootTime } from '../protocol/records.ts';
import { toBase64 } from '../protocol/week-key-files.ts';
import type { KitConfig } from './config.ts';
import type { KitContext } from './context.ts';
import { type Counting, createCounting } from './counts/count-presence.ts';
import { createFunnel, type Funnel } from './counts/funnel.ts';
import { createDiskRoom, type DiskRoom } from './health/disk-room.ts';
import { type HealthParts, reportHealth } from './health/report-health.ts';
import { createMachine, type Machine } from './health/sample-machine.ts';
import { createSealer } from './intake/sealer.ts';
import { abandonLeftOver } from './intake/visit-records.ts';
import { createVisits, type RunningVisits } from './intake/visits.ts';
import type { Job } from './jobs.ts';
import { createMediaLibrary, type MediaLibrary } from './media/media-library.ts';
import { createMessageShelf, type MessageShelf } from './messages/message-shelf.ts';
import { createViewReport, queueTallies, type ViewReport } from './messages/report-views.ts';
import { createViewTally, type ViewTally } from './messages/view-tally.ts';
import { watchedFiles } from './messages/watched-files.ts';
import { openStore, type Store } from './store/open-store.ts';
import type { Boot } from './store/state-tables.ts';
import { deleteExpired } from './sync/retention.ts';
import { createSyncLoop, type SyncLoop } from './sync/sync-loop.ts';
import { createTimeKeeper, type TimeKeeper } from './sync/time-keeper.ts';
import { createUplink, type Uplink } from './sync/uplink.ts';
import { createUploader } from './sync/upload.ts';
import { createVoice, type RunningVoice } from './voice.ts';
import { createWeekKeys, type WeekKeys } from './week-keys.ts';

export interface ServiceParts {
  readonly config: KitConfig;
  readonly context: KitContext;
  readonly gate: Pick<Gate, 'count'>;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly log: Log;
  /** This program's. */
  readonly version: string;
}

export interface KitServices {
  readonly store: Store;
  readonly visits: RunningVisits;
  readonly sync: SyncLoop;
  readonly uplink: Uplink;
  readonly timeKeeper: TimeKeeper;
  readonly machine: Machine;
  readonly disk: DiskRoom;
  readonly library: MediaLibrary;
  readonly shelf: MessageShelf;
  readonly views: ViewTally;
  readonly viewReport: ViewReport;
  /** The phones are asked anew when it changes. */
  readonly campaign: () => string;
  readonly voice: RunningVoice | undefined;
  readonly weekKeys: WeekKeys;
  readonly funnel: Funnel;
  readonly counting: Counting;
  readonly jobs: readonly Job[];
  readonly version: string;
}

/** Throws `bad_config`, `storage_full` or `storage_failed` where the data folder cannot be used. */
export async function createServices(parts: ServiceParts): Promise<KitServices> {
  const { config, context, gate, clock, random, log, version } = parts;
  const { enrolment, ring, signer, collector } = context;
  makeDataFolder(config.data_dir);
  const store = openStore({ folder: config.data_dir, random });
  const { submissions, state } = store;
  const boot = await beginBoot(store, random);
  const leftOver = await abandonLeftOver(submissions);
  log.info(
    { boot: boot.bootNumber, leftOver, waiting: submissions.outbox.countWaiting() },
    'the store is open',
  );

  const bootTime = (): BootTime => ({ ...boot, msSinceBoot: Math.floor(clock.msSinceStart()) });
  const kitId = enrolment.kit_id;
  const sealer = createSealer({ ring, kitId, incarnation: submissions.incarnation, random });
  const onQueued = () => sync.wake();

  const uploader = createUploader({
    collectorUrl: enrolment.collector_url,
    kitId,
    collector,
    random,
    clock,
    limits: {
      connectTimeoutMs: config.sync.connect_timeout_ms,
      idleTimeoutMs: config.sync.idle_timeout_ms,
      deadlineMs: config.sync.deadline_ms,
    },
  });
  const uplink = createUplink({
    isReachable: uploader.isReachable,
    onReturn: () => sync.nudge(),
    intervalMs: config.sync.uplink_check_ms,
    clock,
    log,
  });
  const { readings, incidents } = state;
  const timeKeeper = createTimeKeeper({
    readings,
    store: submissions,
    sealer,
    boot,
    clock,
    random,
    onQueued,
  });
  const sync: SyncLoop = createSyncLoop({
    store: submissions,
    kitId,
    signer,
    incidents,
    uploader,
    uplink,
    timeKeeper,
    random,
    log,
    backoff: { minMs: config.sync.backoff_min_ms, maxMs: config.sync.backoff_max_ms },
    coalesceMs: config.sync.coalesce_ms,
  });
  const campaignId = config.campaign ?? `round-${enrolment.round}`;
  const campaign = () => campaignId;
  const funnel = createFunnel(campaign);
  const visits = createVisits({
    submissions,
    sealer,
    form: context.form,
    formRef: context.formRef,
    lists: context.lists,
    site: context.site,
    round: enrolment.round,
    campaign,
    hourly: {
      perPhone: config.limits.submissions_per_hour,
      inAll: config.limits.submissions_per_hour_in_all,
    },
    bootTime,
    random,
    idleMs: config.idle_seconds * 1000,
    resumeMs: config.resume_seconds * 1000,
    rememberMs: Math.min(config.session_seconds, 86_400) * 1000,
    funnel,
    log,
    onQueued,
  });
  const machine = createMachine(config.data_dir, clock);
  const disk = createDiskRoom({
    folder: config.data_dir,
    fullPercent: config.limits.disk_full_percent,
    clock,
  });
  const library = createMediaLibrary(context.media, () => clock.now());
  const shelf = createMessageShelf({
    messages: context.messages,
    siteList: context.siteList,
    pinnedAlert: config.pinned_alert,
    timezone: enrolment.site.timezone,
    timeKeeper,
    shown: state.shownMessages,
    msSinceStart: () => clock.msSinceStart(),
  });
  const views = createViewTally({
    files: watchedFiles(context.messages),
    languages: context.form.languages,
    msSinceStart: () => clock.msSinceStart(),
  });
  const reporting = { submissions, openTallies: state.openTallies, onQueued };
  await queueTallies(reporting, state.openTallies.list());
  const viewReport = createViewReport({
    ...reporting,
    tally: views,
    siteId: enrolment.site.id,
    round: enrolment.round,
    sealer,
    bootTime,
    random,
  });
  const weekKeys = await createWeekKeys({ config, context, state, timeKeeper, random, log });
  const health: HealthParts = {
    machine,
    store: submissions,
    incidents,
    sealer,
    bootTime,
    uplink: () => uplink.state().kind,
    countPublicKey: weekKeys.publicKey && toBase64(weekKeys.publicKey),
    version,
    random,
    onQueued,
  };
  const voice = createVoice({ config, context, store, sealer, bootTime, clock, random, log, onQueued });
  const counting = createCounting({
    profile: config.counting.profile,
    gate,
    weekKeys,
    countKeys: state.countKeys,
    openCounts: state.openCounts,
    submissions,
    sealer,
    siteId: enrolment.site.id,
    round: enrolment.round,
    timezone: enrolment.site.timezone,
    estimateUtc: timeKeeper.estimateUtc,
    bootTime,
    random,
    funnel,
    onQueued,
    log,
  });
  const jobs: readonly Job[] = [
    ...(voice?.jobs ?? []),
    ...weekKeys.jobs,
    { name: 'sweep', everyMs: Math.min(30_000, config.idle_seconds * 100), run: () => visits.sweep() },
    {
      name: 'health',
      firstAfterMs: 5000,
      everyMs: config.health_minutes * 60_000,
      run: () => reportHealth(health),
    },
    { name: 'counting', firstAfterMs: 0, everyMs: lookAtCountsMs, run: () => counting.look() },
    { name: 'views', everyMs: saveViewsMs, run: () => viewReport.save() },
    { name: 'shown', everyMs: saveViewsMs, run: () => shelf.note() },
    {
      name: 'retention',
      // A kit that is switched off every evening must come to it as well.
      firstAfterMs: 60_000,
      everyMs: 3_600_000,
      run: () =>
        deleteExpired({
          store: submissions,
          quarantine: store.quarantine,
          timeKeeper,
          retentionDays: config.retention_days,
        }),
    },
  ];
  const messages = { library, shelf, views, viewReport };
  return {
    store,
    visits,
    sync,
    uplink,
    timeKeeper,
    machine,
    disk,
    campaign,
    jobs,
    version,
    voice,
    weekKeys,
    funnel,
    counting,
    ...messages,
  };
}

/** So late at most does a new day begin. */
const lookAtCountsMs = 5000;
/** What a power cut may cost of the sums of views. */
const saveViewsMs = 300_000;

/** For the kit's own user only. */
function makeDataFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    const advice = 'Make it a folder of the user who runs the kit.';
    throw new Problem('bad_config', `data_dir: ${folder} cannot be written to. ${advice}`, { cause });
  }
}

/** One more than any start before, whichever of the two files remembers it. */
async function beginBoot({ state, submissions }: Store, random: RandomBytes): Promise<Boot> {
  const boot = state.boots.insert(toHex(random(4)), submissions.lastBootNumber() + 1);
  await submissions.commits.write(() => submissions.setLastBootNumber(boot.bootNumber));
  return boot;
}
