import { WeirError } from '../core/errors.ts';

/** The flags of every command that reads the configuration. */
export const CONFIG_FLAGS = [
  { name: '--config', value: 'FILE', help: 'configuration to read instead of weir.yaml in this directory' },
  { name: '--listen', value: 'HOST:PORT', help: 'where to listen (listen.host and listen.port)' },
  { name: '--data', value: 'DIR', help: 'directory of everything that is kept (data)' },
  { name: '--set', value: 'PATH=VALUE', help: 'any setting by its path, for example --set retention.log.age=24h' },
] as const;

/**
 * Values by the path of the setting, from flags by name. Later ones win; `--config` is not a setting and left out.
 * @throws {WeirError} `invalid_argument` for a `--listen` or `--set` that cannot be taken apart
 */
export function settingsOf(flags: ReadonlyMap<string, readonly string[]>): Record<string, string> {
  const settings: Record<string, string> = {};
  for (const text of flags.get('--set') ?? []) {
    const cut = text.indexOf('=');
    if (cut < 1) throw refused('--set', 'PATH=VALUE', text);
    settings[text.slice(0, cut)] = text.slice(cut + 1);
  }
  const data = flags.get('--data')?.at(-1);
  if (data !== undefined) settings['data'] = data;
  const listen = flags.get('--listen')?.at(-1);
  if (listen !== undefined) Object.assign(settings, listenSettings(listen));
  return settings;
}

/** `host:port`, `[::1]:port`, `:port` or `port`. */
function listenSettings(text: string): Record<string, string> {
  const [, bracketed, plain, port] = /^(?:(?:\[([^\]]+)\]|([^:[\]]*)):)?([0-9]{1,5})$/.exec(text) ?? [];
  if (port === undefined) throw refused('--listen', 'HOST:PORT, for example 127.0.0.1:8780 or [::1]:8780', text);
  const host = bracketed ?? plain;
  return host ? { 'listen.host': host, 'listen.port': port } : { 'listen.port': port };
}

function refused(path: string, expected: string, found: string): WeirError {
  return new WeirError('invalid_argument', `${path} must be ${expected}, found "${found}".`, [
    { path, expected, found },
  ]);
}
