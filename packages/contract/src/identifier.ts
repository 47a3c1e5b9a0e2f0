import Type from 'typebox';
import type { TString } from 'typebox';

/** A UUID: what anomalies, problems and what people write are named by. */
export const uuid = (description: string): TString => Type.String({ format: 'uuid', description });
