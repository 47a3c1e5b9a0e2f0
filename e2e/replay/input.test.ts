import { cpSync, existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { HOUR, MINUTE, SECOND } from '@weir/detection-service/core/time.ts';
import { demoLog } from '../../dev/demo-log/demo-log.ts';
import { replay, replayed } from '../support/replay-command.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const APACHE = path.join(ROOT, '../shared/data/access_logs/elastic_apache_access.log');

const folder = mkdtempSync(path.join(tmpdir(), 'weir-replay-input-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function fileOf(name: string, content: string | Uint8Array): string {
  const file = path.join(folder, name);
  writeFileSync(file, content);
  return file;
}

const day = (): string[] =>
  [...demoLog({ seed: 5, from: Date.parse('2026-03-02T00:00:00Z'), days: 1, callsPerMinute: 5 }).text]
    .join('')
    .trimEnd()
    .split('\n');

describe.skipIf(!existsSync(APACHE))('a real Apache log', () => {
  it('is read to its last line, in steps that fit its bursts', async () => {
    const report = await replayed(path.join(folder, 'apache.json'), { args: [APACHE, '--service', 'site'] });
    expect(report.log).toMatchObject({ lines: 10_000, unparsed: 0 });
    expect(report.step.milliseconds).toBe(HOUR);
    expect(report.services.map(({ name }) => name)).toEqual(['site']);
    // It shows more routes than a service may have at a time: those of the morning made room for those of the evening.
    expect(report.routes.length).toBeGreaterThan(200);
    expect(report.routes.reduce((sum, { calls }) => sum + calls, 0)).toBe(10_000);
    // It says nothing of durations, so nothing is said of latency.
    const judged = new Set(
      report.services.flatMap(({ series }) => series.filter((one) => one.judged > 0).map((one) => one.indicator))
    );
    expect([...judged].sort()).toEqual(['client_error_ratio', 'error_ratio', 'request_rate']);
  });
});

describe('what cannot be replayed is refused with a sentence', () => {
  const binary = Uint8Array.from({ length: 100_000 }, (_, i) => (i * 7919 + (i >> 3)) & 0xff);
  const reversed = (): string => `${day().reverse().join('\n')}\n`;
  const text = '10.0.0.1 - - [02/Mar/2026:00:00:01 +0000] "GET / HTTP/1.1" 200 5 "-" "-"\n';
  const cases: readonly (readonly [string, () => string, number, RegExp])[] = [
    [
      'a file that is not there',
      () => path.join(folder, 'nowhere.log'),
      2,
      /nowhere\.log cannot be read: .*no such file/,
    ],
    ['a directory', () => folder, 2, /cannot be read: .*directory/i],
    ['an empty file', () => fileOf('empty.log', ''), 2, /empty\.log/],
    ['a binary file', () => fileOf('binary.log', binary), 2, /No line of .*binary\.log says when it happened/],
    [
      'UTF-16',
      () => fileOf('utf16.log', Buffer.from(`\ufeff${text}`, 'utf16le')),
      2,
      /UTF-16 text: convert it with `iconv/,
    ],
    ['the newest line first', () => fileOf('reversed.log', reversed()), 2, /newest lines first; turn it round: tac/],
    [
      'a zip archive',
      () => fileOf('log.zip', Buffer.from('PK\u0003\u0004 and so on')),
      2,
      /a zip archive: unpack it first/,
    ],
    [
      'a cut gzip file',
      () => fileOf('cut.log.gz', Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1)),
      2,
      /cannot be read to its end/,
    ],
    [
      'lines with a time and no request',
      () => fileOf('app.log', '2026-03-02T00:00:00Z the moon is full\n'.repeat(500)),
      1,
      /not one line was understood/,
    ],
  ];

  it.each(cases)('%s', async (_, file, code, sentence) => {
    const end = await replay({ args: [file()] });
    expect(end.stderr).toMatch(sentence);
    expect(end.code).toBe(code);
    // A sentence, not a stack trace.
    expect(end.stderr).not.toMatch(/^\s+at .*:\d+:\d+/m);
    expect(end.stdout).toBe('');
  });

  it.each([
    ['an unknown flag', ['--jsn', 'x'], /There is no flag --jsn/],
    ['a step of its own making', ['--step', '7s'], /--step must be 10s, 1m, 5m or 1h/],
    ['too many services', ['--service', 'a', '--service', 'b'], /--service is given 2 times for 1 files/],
  ])('%s', async (_, flags, sentence) => {
    const end = await replay({ args: [fileOf('one.log', text), ...flags] });
    expect(end).toMatchObject({ code: 2, stdout: '' });
    expect(end.stderr).toMatch(sentence);
  });

  it('without Go where no collector was built before', async () => {
    // A copy of the sources, so that a collector that is built already is not found.
    const copy = path.join(folder, 'fresh');
    cpSync(path.join(ROOT, 'detection-service', 'src'), path.join(copy, 'detection-service', 'src'), {
      recursive: true,
    });
    for (const shared of ['node_modules', 'package.json', 'collector-receiver', 'deploy', 'packages']) {
      symlinkSync(path.join(ROOT, shared), path.join(copy, shared));
    }
    cpSync(path.join(ROOT, 'detection-service', 'package.json'), path.join(copy, 'detection-service', 'package.json'));
    const end = await replay({
      args: [fileOf('one.log', text)],
      env: { PATH: folder, WEIR_COLLECTOR: '' },
      main: path.join(copy, 'detection-service', 'src', 'main.ts'),
    });
    expect(end.stderr).toMatch(/^weir: Go is missing: .*Install Go .*or name a built collector in WEIR_COLLECTOR\.\n$/);
    expect(end).toMatchObject({ code: 2, stdout: '' });
  });

  it('with a collector named that is not there', async () => {
    const elsewhere = path.join(folder, 'no-such-collector');
    const end = await replay({ args: [fileOf('one.log', text)], env: { WEIR_COLLECTOR: elsewhere } });
    expect(end.stderr).toBe(`weir: WEIR_COLLECTOR names ${elsewhere}, which does not exist.\n`);
    expect(end).toMatchObject({ code: 2, stdout: '' });
  });
});

describe('what is only partly good is read as far as it goes', () => {
  it('lines that nobody understands are counted, the rest is read', async () => {
    const lines = day();
    const odd = [
      '',
      'Traceback (most recent call last):',
      '\u0000\u0001\u0002',
      '{"not": "closed"',
      'x'.repeat(200_000),
    ];
    lines.splice(100, 0, ...odd.slice(1));
    const file = fileOf('mixed.log', `${lines.join('\n')}\n`);
    const report = await replayed(path.join(folder, 'mixed.json'), { args: [file] });
    expect(report.log.lines).toBe(lines.length);
    expect(report.log.unparsed).toBe(4);
    expect(report.text).toContain('4 of them not understood and kept aside');
  });

  it('a log without a newline at its end is read to its last line', async () => {
    const lines = day().slice(0, 50);
    const report = await replayed(path.join(folder, 'unended.json'), {
      args: [fileOf('unended.log', lines.join('\n'))],
    });
    expect(report.log).toMatchObject({ lines: 50, unparsed: 0 });
  });

  it('a single line makes a report', async () => {
    const file = fileOf(
      'single.log',
      '10.0.0.1 - - [02/Mar/2026:00:00:01 +0000] "GET / HTTP/1.1" 200 5 "-" "-" 0.004\n'
    );
    const report = await replayed(path.join(folder, 'single.json'), { args: [file] });
    expect(report.log).toMatchObject({ lines: 1, unparsed: 0, from: report.log.to });
    expect(report.problems).toEqual([]);
  });

  it('a short and busy log is looked at in steps of ten seconds', async () => {
    const { text } = demoLog({ seed: 2, from: Date.parse('2026-03-02T12:00:00Z'), days: 1 / 24, callsPerMinute: 300 });
    const report = await replayed(path.join(folder, 'busy.json'), { args: [fileOf('busy.log', [...text].join(''))] });
    expect(report.step.milliseconds).toBe(10 * SECOND);
    const asked = await replayed(path.join(folder, 'asked.json'), {
      args: [path.join(folder, 'busy.log'), '--step', '1m'],
    });
    expect(asked.step.milliseconds).toBe(MINUTE);
  });
});
