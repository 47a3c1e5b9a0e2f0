import type { ForecastStore } from './forecast-store.ts';
import { MemoryForecasts } from './memory-forecasts.ts';
import { SqliteForecasts } from './sqlite-forecasts.ts';

/** The drop-in unit: one file here, and one entry below. */
export interface ForecastStoreDefinition {
  /** Kebab case, unique. */
  readonly id: string;
  /** One sentence for a person who chooses. */
  readonly summary: string;
  open(directory: string): ForecastStore;
}

/** Every store of forecasts. */
export const forecastStores = [
  {
    id: 'sqlite',
    summary: 'One SQLite file in the data directory.',
    open: (directory) => new SqliteForecasts(directory),
  },
  { id: 'memory', summary: 'Nothing is kept beyond the process.', open: () => new MemoryForecasts() },
] as const satisfies readonly ForecastStoreDefinition[];
