/** What a test run came to. */
export interface TestCounts {
  passed: number;
  failed: number;
  /** Full names of tests that did not run. */
  readonly skipped: string[];
  /** Full names of tests that failed. */
  readonly failures: string[];
}

/** Nothing yet. */
export function noTests(): TestCounts {
  return { passed: 0, failed: 0, skipped: [], failures: [] };
}

/** The parts of vitest's JSON report that are read here. */
export interface VitestReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message?: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

/**
 * Adds the outcome of a vitest run. A file that could not even be loaded counts as one failure, and one without a single
 * test as skipped: nobody would miss it otherwise.
 */
export function addVitest(counts: TestCounts, report: VitestReport, root: string): void {
  for (const file of report.testResults) {
    const name = file.name.startsWith(root) ? file.name.slice(root.length) : file.name;
    if (file.status === 'failed' && file.assertionResults.every((test) => test.status !== 'failed')) {
      counts.failed++;
      counts.failures.push(name);
    }
    if (file.status !== 'failed' && file.assertionResults.length === 0) counts.skipped.push(name);
    for (const test of file.assertionResults) addOutcome(counts, `${name} > ${test.fullName}`, test.status);
  }
}

/** Adds one test; whatever neither passed nor failed did not run. */
function addOutcome(counts: TestCounts, fullName: string, status: string): void {
  if (status === 'passed') counts.passed++;
  else if (status === 'failed') {
    counts.failed++;
    counts.failures.push(fullName);
  } else counts.skipped.push(fullName);
}

/** One line of `go test -json`. */
interface GoEvent {
  readonly Action: string;
  readonly Package?: string;
  readonly Test?: string;
  readonly Output?: string;
}

/**
 * Adds one line of `go test -json`; returns what a person should see of it. A package that fails without a failing
 * test (it did not compile, or leaked) counts as one failure.
 */
export function addGoLine(counts: TestCounts, line: string): string {
  let event: GoEvent;
  try {
    event = JSON.parse(line) as GoEvent;
  } catch {
    return `${line}\n`;
  }
  const name = event.Test === undefined ? (event.Package ?? '') : `${event.Package ?? ''} > ${event.Test}`;
  if (event.Action === 'pass' && event.Test !== undefined) counts.passed++;
  else if (event.Action === 'skip' && event.Test !== undefined) counts.skipped.push(name);
  else if (event.Action === 'fail') {
    const inside = counts.failures.some((failure) => failure.startsWith(`${event.Package ?? ''} > `));
    if (event.Test !== undefined || !inside) {
      counts.failed++;
      counts.failures.push(name);
    }
  }
  return event.Action === 'build-output' ||
    (event.Action === 'output' && /^\s*(--- FAIL|panic|FAIL|\S+_test\.go:\d+)/.test(event.Output ?? ''))
    ? (event.Output ?? '')
    : '';
}
