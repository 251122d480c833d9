/** Films as people bring them, made by ffmpeg here, and what phones get of them, as ffprobe sees it. */
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type AddedVideo, addVideo } from '../../src/content/add-video.ts';
import { addVideoCommand } from '../../src/content/add-video-command.ts';
import { defaultContentFolder, readJson } from '../../src/platform/content.ts';
import { messageSchema } from '../../src/protocol/message.ts';

const hasFfmpeg = ['ffmpeg', 'ffprobe'].every((name) =>
  (process.env.PATH ?? '').split(':').some((folder) => existsSync(join(folder, name))),
);

// Films are work, and the machine may be busy.
vi.setConfig({ testTimeout: 120_000 });

let folder: string;
let contentFolder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'dtm-films-'));
});
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => {
  contentFolder = mkdtempSync(join(folder, 'content-'));
  mkdirSync(join(contentFolder, 'messages'));
  copyFileSync(
    join(defaultContentFolder(), 'messages', 'your-papers.json'),
    join(contentFolder, 'messages', 'your-papers.json'),
  );
});

const picture = (size = '640x360', rate = 25, seconds = 3) => [
  '-f',
  'lavfi',
  '-i',
  `testsrc2=size=${size}:rate=${rate}:duration=${seconds}`,
];
const tone = (seconds = 3, volume = 0.05) => [
  '-f',
  'lavfi',
  '-i',
  `sine=frequency=440:duration=${seconds},volume=${volume}`,
];

function make(name: string, ...args: string[]): string {
  const file = join(folder, name);
  execFileSync('ffmpeg', ['-v', 'error', '-nostdin', '-y', ...args, file]);
  return file;
}

const add = (file: string, change: Partial<Parameters<typeof addVideo>[0]> = {}): Promise<AddedVideo> =>
  addVideo({ file, contentFolder, message: 'your-papers', language: 'es', isReviewed: false, ...change });

interface Stream {
  readonly codec_type: string;
  readonly codec_name: string;
  readonly profile: string;
  readonly level: number;
  readonly pix_fmt: string;
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly sample_aspect_ratio: string;
  readonly tags?: Readonly<Record<string, string>>;
}

function probe(name: string): {
  streams: Stream[];
  format: { duration: string; tags?: Record<string, string> };
} {
  const out = execFileSync('ffprobe', [
    ...['-v', 'error', '-show_streams', '-show_format', '-of', 'json'],
    join(contentFolder, 'media', name),
  ]);
  return JSON.parse(String(out));
}

const fileOf = (added: AddedVideo, lines: '240' | '360'): string => added.track.renditions[lines] ?? '';
const films = (added: AddedVideo) => probe(fileOf(added, '360')).streams;
const size = ({ streams }: ReturnType<typeof probe>): string => `${streams[0]?.width}x${streams[0]?.height}`;

describe.skipIf(!hasFfmpeg)('a film', () => {
  it('comes out in two sizes as bad phones play them, with its index in front, a picture and captions', async () => {
    const file = make(
      'talk.mp4',
      ...picture('1920x1080', 30, 5),
      ...tone(5),
      '-metadata',
      'location=+4.6-74.1/',
    );
    writeFileSync(join(folder, 'talk.srt'), '1\n00:00:00,500 --> 00:00:02,000\nGuarda tus documentos.\n');
    writeFileSync(join(folder, 'talk.fr.vtt'), 'WEBVTT\n\n00:00.500 --> 00:02.000\nGardez vos papiers.\n');
    const added = await add(file);
    for (const [lines, shown] of [
      ['240', '426x240'],
      ['360', '640x360'],
    ] as const) {
      const { streams, format } = probe(fileOf(added, lines));
      const [video, audio] = streams;
      expect(video).toMatchObject({
        codec_name: 'h264',
        profile: 'Constrained Baseline',
        level: 30,
        pix_fmt: 'yuv420p',
      });
      expect(`${video?.width}x${video?.height}`).toBe(shown);
      expect(audio).toMatchObject({ codec_name: 'aac', profile: 'LC', channels: 1 });
      expect(Number(format.duration)).toBeCloseTo(5, 0);
      // Where it was filmed is nobody's business.
      expect(JSON.stringify({ streams, format })).not.toContain('74.1');
      const bytes = readFileSync(join(contentFolder, 'media', fileOf(added, lines)));
      expect(bytes.indexOf('moov')).toBeLessThan(bytes.indexOf('mdat'));
      expect(keyTimes(fileOf(added, lines))).toEqual([0, 2, 4]);
    }
    expect(
      readFileSync(join(contentFolder, 'media', added.track.poster))
        .subarray(0, 3)
        .toString('hex'),
    ).toBe('ffd8ff');
    const captions = readFileSync(join(contentFolder, 'media', added.track.captions.fr ?? ''), 'utf8');
    expect(captions).toBe('WEBVTT\n\n00:00:00.500 --> 00:00:02.000\nGardez vos papiers.\n');
    const message = readJson(join(contentFolder, 'messages', 'your-papers.json'), messageSchema);
    expect(message.video?.tracks.es).toEqual(added.track);
    expect(Object.keys(added.track.captions).sort()).toEqual(['es', 'fr']);
    expect(added.track.state).toBe('draft');
  });

  it('is evened to −16 LUFS, however quiet it came', async () => {
    const added = await add(make('quiet.mp4', ...picture('320x240', 10, 6), ...tone(6, 0.01)));
    expect(Math.abs(loudnessOf(fileOf(added, '240')) + 16)).toBeLessThan(1.5);
  });

  it('of a phone held upright stands upright', async () => {
    const flat = make('flat.mp4', ...picture('640x360', 10, 2), '-c:v', 'libx264', '-pix_fmt', 'yuv420p');
    const file = make('upright.mov', '-i', flat, '-c', 'copy', '-metadata:s:v', 'rotate=90');
    const added = await add(file);
    expect(size(probe(fileOf(added, '360')))).toBe('360x640');
    expect([added.track.width, added.track.height]).toEqual([360, 640]);
  });

  it('without sound, small, of odd sides and four colours a pixel, is made all the same, and it is said', async () => {
    const added = await add(
      make('odd.mkv', ...picture('321x181', 10, 2), '-c:v', 'ffv1', '-pix_fmt', 'yuv444p'),
    );
    const { streams } = probe(fileOf(added, '240'));
    expect(streams.map(({ codec_type }) => codec_type)).toEqual(['video']);
    expect(streams[0]?.pix_fmt).toBe('yuv420p');
    expect([(streams[0]?.width ?? 1) % 2, (streams[0]?.height ?? 1) % 2]).toEqual([0, 0]);
    expect(added.track.renditions['360']).toBeUndefined();
    expect(added.remarks.join(' ')).toMatch(/no sound.*no captions.*only one size/);
  });

  it('of ten bits for bright screens comes down to eight', async () => {
    const hdr = ['-color_primaries', 'bt2020', '-color_trc', 'smpte2084', '-colorspace', 'bt2020nc'];
    const file = make(
      'hdr.mp4',
      ...picture('640x360', 10, 1),
      '-c:v',
      'libx264',
      '-pix_fmt',
      'yuv420p10le',
      ...hdr,
    );
    const added = await add(file);
    expect(films(added)[0]).toMatchObject({ pix_fmt: 'yuv420p', profile: 'Constrained Baseline' });
    expect(added.remarks.join(' ')).toContain('HDR');
  });

  it('with pictures at uneven times keeps its length', async () => {
    const uneven = ['-vf', "setpts='PTS+if(gt(N,20),1/TB,0)'", '-vsync', 'vfr'];
    const added = await add(make('uneven.mkv', ...picture('640x360', 20, 3), ...uneven, '-c:v', 'libx264'));
    expect(added.track.seconds).toBeGreaterThan(3.5);
    expect(added.track.seconds).toBeLessThan(4.5);
  });

  it('with pixels that are not square is as wide as it is meant', async () => {
    const added = await add(
      make('wide.mp4', ...picture('360x360', 10, 1), '-vf', 'setsar=16/9', '-c:v', 'libx264'),
    );
    expect([films(added)[0]?.sample_aspect_ratio, size(probe(fileOf(added, '360')))]).toEqual([
      '1:1',
      '640x360',
    ]);
  });

  it('takes the place of an earlier one, whose files go', async () => {
    await add(make('first.mp4', ...picture('320x240', 10, 1)));
    const second = await add(make('second.mp4', ...picture('320x240', 10, 2)), { isReviewed: true });
    expect(readdirSync(join(contentFolder, 'media')).sort()).toEqual(
      [fileOf(second, '240'), second.track.poster].sort(),
    );
    const { video } = readJson(join(contentFolder, 'messages', 'your-papers.json'), messageSchema);
    expect(video?.tracks.es?.state).toBe('reviewed');
  });

  it('in one language leaves the films of the others as they are, and its captions go with it', async () => {
    const words = '1\n00:00:00,100 --> 00:00:00,900\nx\n';
    writeFileSync(join(folder, 'spoken.srt'), words);
    writeFileSync(join(folder, 'spoken.fr.srt'), words);
    const spoken = make('spoken.mp4', ...picture('320x240', 10, 1));
    const spanish = await add(spoken);
    const french = await add(make('autre.mp4', ...picture('320x240', 12, 1)), { language: 'fr' });
    const again = await add(make('again.mp4', ...picture('320x240', 15, 1)), { isReviewed: true });
    expect(again.remarks.join(' ')).toMatch(/had captions in es, fr\. They were timed to it and are gone/);
    expect(again.track).toMatchObject({ captions: {}, state: 'reviewed' });
    const { video } = readJson(join(contentFolder, 'messages', 'your-papers.json'), messageSchema);
    expect(video?.tracks).toEqual({ es: again.track, fr: french.track });
    expect(french.track.state).toBe('draft');
    const kept = readdirSync(join(contentFolder, 'media'));
    expect(kept).not.toContain(spanish.track.captions.fr);
    expect(kept).toContain(french.track.renditions['240']);
  });

  it('that others have captions in common with leaves those where they are', async () => {
    writeFileSync(join(folder, 'both.fr.srt'), '1\n00:00:00,100 --> 00:00:00,900\nx\n');
    const both = make('both.mp4', ...picture('320x240', 10, 1));
    const { track } = await add(both);
    await add(both, { language: 'pt' });
    await add(make('alone.mp4', ...picture('320x240', 15, 1)));
    expect(readdirSync(join(contentFolder, 'media'))).toContain(track.captions.fr);
  });

  it('is reported in a table, and needs no message', async () => {
    const file = make('Plain Talk.mp4', ...picture('640x360', 10, 1));
    let said = '';
    const program = new Command().exitOverride();
    addVideoCommand(program, (text) => {
      said += text;
    });
    await program.parseAsync(['add-video', file, '--content', contentFolder], { from: 'user' });
    expect(said).toMatch(/plain-talk\.all\.240\.[0-9a-f]{10}\.mp4 +film, 426 × 240 +\d+\.\d KB +\d+ kbit\/s/);
    expect(said).toContain('No message names it yet.');
  });
});

describe.skipIf(!hasFfmpeg)('what is no film for phones', () => {
  const refused = async (file: string, sentence: RegExp, change = {}) => {
    await expect(add(file, change)).rejects.toThrow(sentence);
    expect(existsSync(join(contentFolder, 'media'))).toBe(false);
  };

  it('is said to be missing, empty, a folder, a text, a picture', async () => {
    await refused(join(folder, 'nowhere.mp4'), /there is no such file/);
    writeFileSync(join(folder, 'empty.mp4'), '');
    await refused(join(folder, 'empty.mp4'), /the file is empty/);
    await refused(folder, /this is no file/);
    writeFileSync(join(folder, 'text.mp4'), 'a letter to nobody\n'.repeat(100));
    await refused(join(folder, 'text.mp4'), /this is not a video|a picture or a text/);
    await refused(make('still.png', ...picture('64x64', 1, 1), '-frames:v', '1'), /a picture or a text/);
  });

  it('is only sound, with a cover or without', async () => {
    const cover = make('cover.png', ...picture('64x64', 1, 1), '-frames:v', '1');
    const song = make('song.mp3', ...tone(1));
    await refused(song, /it has sound, but no picture/);
    const covered = make(
      'covered.mp3',
      '-i',
      song,
      '-i',
      cover,
      '-map',
      '0',
      '-map',
      '1',
      '-c',
      'copy',
      '-id3v2_version',
      '3',
    );
    await refused(covered, /it has sound, but no picture/);
  });

  it('is longer than three minutes', async () => {
    await refused(
      make('long.mp4', ...picture('64x64', 1, 200)),
      /3 min 20 s long, and 3 minutes are the most/,
    );
  });

  it('is half a file', async () => {
    const whole = readFileSync(make('whole.mp4', ...picture('640x360', 25, 3)));
    writeFileSync(join(folder, 'half.mp4'), whole.subarray(0, whole.length / 2));
    await refused(join(folder, 'half.mp4'), /damaged or only half copied/);
  });

  it('is copy-protected', async () => {
    const key = '00112233445566778899aabbccddeeff';
    const locked = ['-encryption_scheme', 'cenc-aes-ctr', '-encryption_key', key, '-encryption_kid', key];
    await refused(
      make('locked.mp4', ...picture('320x240', 10, 1), '-c:v', 'libx264', ...locked),
      /copy-protected \(DRM\)/,
    );
  });

  it('goes to a message that is not there, or has captions in nobody knows which language', async () => {
    const file = make('fine.mp4', ...picture('320x240', 10, 1));
    await refused(file, /there is no message "none", but: your-papers/, { message: 'none' });
    writeFileSync(join(folder, 'fine.srt'), '1\n00:00:00,500 --> 00:00:02,000\nx\n');
    await refused(file, /in which language\? Name it fine\.es\.srt/, { language: undefined });
    writeFileSync(join(folder, 'fine.srt'), 'nothing');
    await refused(file, /no captions in it/);
  });

  it('finds no ffmpeg, and says how to get it', async () => {
    const file = make('any.mp4', ...picture('320x240', 10, 1));
    const path = process.env.PATH;
    process.env.PATH = folder;
    try {
      await refused(file, /ffprobe\. Install ffmpeg: on Debian/);
    } finally {
      process.env.PATH = path;
    }
  });
});

function keyTimes(name: string): number[] {
  const out = execFileSync('ffprobe', [
    ...['-v', 'error', '-select_streams', 'v', '-skip_frame', 'nokey', '-show_entries', 'frame=pts_time'],
    ...['-of', 'csv=p=0', join(contentFolder, 'media', name)],
  ]);
  return String(out)
    .trim()
    .split('\n')
    .filter((line) => /^\d/.test(line))
    .map((line) => Math.round(Number.parseFloat(line)));
}

function loudnessOf(name: string): number {
  const file = join(contentFolder, 'media', name);
  const args = ['-hide_banner', '-nostdin', '-i', file, '-af', 'ebur128', '-f', 'null', '-'];
  const said = execFileSync('sh', [
    '-c',
    `ffmpeg ${args.map((arg) => `'${arg}'`).join(' ')} 2>&1`,
  ]).toString();
  return Number(/Integrated loudness:\s+I:\s+(-?[\d.]+) LUFS/.exec(said)?.[1]);
}
