import { describe, expect, it } from 'vitest';
import { addGoLine, addVitest, noTests } from './test-counts.ts';

describe('the outcome of vitest', () => {
  it('counts what passed, failed and was skipped, by name', () => {
    const counts = noTests();
    const assertionResults = [
      { fullName: 'a', status: 'passed' },
      { fullName: 'b', status: 'failed' },
      { fullName: 'c', status: 'pending' },
    ];
    addVitest(counts, { testResults: [{ name: '/root/x.test.ts', status: 'failed', assertionResults }] }, '/root/');
    expect(counts).toEqual({ passed: 1, failed: 1, skipped: ['x.test.ts > c'], failures: ['x.test.ts > b'] });
  });

  it('counts a file that could not be loaded as a failure, and one without tests as skipped', () => {
    const counts = noTests();
    const testResults = [
      { name: '/root/broken.test.ts', status: 'failed', assertionResults: [] },
      { name: '/root/empty.test.ts', status: 'passed', assertionResults: [] },
    ];
    addVitest(counts, { testResults }, '/root/');
    expect(counts).toEqual({ passed: 0, failed: 1, skipped: ['empty.test.ts'], failures: ['broken.test.ts'] });
  });
});

describe('the outcome of go test', () => {
  it('counts tests, and a package that fails without one', () => {
    const counts = noTests();
    const lines = [
      { Action: 'pass', Package: 'p', Test: 'TestA' },
      { Action: 'pass', Package: 'p' },
      { Action: 'skip', Package: 'p', Test: 'TestB' },
      { Action: 'fail', Package: 'q', Test: 'TestC' },
      { Action: 'fail', Package: 'q' },
      { Action: 'fail', Package: 'does-not-compile' },
    ];
    for (const line of lines) addGoLine(counts, JSON.stringify(line));
    expect(counts).toEqual({
      passed: 1,
      failed: 2,
      skipped: ['p > TestB'],
      failures: ['q > TestC', 'does-not-compile'],
    });
  });
});
