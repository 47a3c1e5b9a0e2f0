import type { Prediction } from '../forecast/forecaster.ts';

const COLUMNS = ['point', 'lower80', 'upper80', 'lower95', 'upper95'] as const;

/** A prediction as bytes: its columns one after the other as 32-bit floats, little-endian, as the machine has them. */
export function predictionBytes(prediction: Prediction): Uint8Array {
  const steps = prediction.point.length;
  const floats = new Float32Array(COLUMNS.length * steps);
  COLUMNS.forEach((column, i) => floats.set(prediction[column], i * steps));
  return new Uint8Array(floats.buffer);
}

/** What `predictionBytes` wrote. */
export function predictionOf(bytes: Uint8Array): Prediction {
  const floats = new Float32Array(bytes.slice().buffer);
  const steps = floats.length / COLUMNS.length;
  const column = (i: number): Float64Array => Float64Array.from(floats.subarray(i * steps, (i + 1) * steps));
  return { point: column(0), lower80: column(1), upper80: column(2), lower95: column(3), upper95: column(4) };
}
