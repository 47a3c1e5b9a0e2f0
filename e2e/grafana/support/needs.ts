import { findChromium } from '../../support/chromium.ts';

/** What the tests are told by the environment. */
export interface Needs {
  /** The Grafana, without a slash at its end. */
  readonly grafana: string;
  readonly user: string;
  readonly password: string;
  /** Interface on which the test's detection service listens. */
  readonly listen: string;
  /** The name by which Grafana's server reaches that interface. */
  readonly host: string;
  /** The browser; undefined is Playwright's own. */
  readonly chromium: string | undefined;
}

/** Reads the environment. Throws a sentence that says what is missing and how to give it. */
export function readNeeds(env: NodeJS.ProcessEnv = process.env): Needs {
  const url = env.GRAFANA_URL?.replace(/\/+$/, '');
  if (!url || !URL.canParse(url)) {
    throw new Error(
      `These tests need a running Grafana with Weir's plugins: GRAFANA_URL is ${url ? `"${url}", which is no URL` : 'not set'}.
Such as: GRAFANA_URL=http://127.0.0.1:3000 GRAFANA_USER=admin GRAFANA_PASSWORD=admin npm run grafana:test
e2e/grafana/README.md says what else there is.`
    );
  }
  const isLocal = ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname);
  const host = env.WEIR_HOST ?? (isLocal ? '127.0.0.1' : undefined);
  if (host === undefined) {
    throw new Error(
      `${url} is on another machine or in a container: WEIR_HOST must say by which name or address its server reaches this machine.`
    );
  }
  return {
    grafana: url,
    user: env.GRAFANA_USER ?? 'admin',
    password: env.GRAFANA_PASSWORD ?? 'admin',
    listen: host === '127.0.0.1' ? '127.0.0.1' : '0.0.0.0',
    host,
    chromium: findChromium(env),
  };
}
